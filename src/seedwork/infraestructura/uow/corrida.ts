import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import type { Transaccion } from '../../aplicacion/unidad-trabajo.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import { sobra } from '../esquemas/versiones.ts'
import { Aplazado, type DelLote, Intento } from './intento.ts'
import type { Desenlace, OrdenEnCola } from './orden.ts'
import type { RegistroComando } from './registro.ts'

/** Lo que hace un módulo, en la misma transacción, ante el evento de integración de otro. */
export type Reaccion = (evento: EventoIntegracion, tx: Transaccion) => Promise<void>
/** Reacciones por tipo de evento. */
export type Reacciones = Readonly<Record<string, Reaccion>>

/** Un intento que terminó bien y espera escribirse. `error`: lo que se escribe es su rechazo. */
export type Corrido = Readonly<{
  orden: OrdenEnCola
  intento: Intento
  resultado: unknown
  error?: Error
}> & {
  /** El resultado ya escrito en JSON, si hubo que guardarlo: se contesta tal cual. */
  texto?: string
}

/** Lo que da correr una orden: o algo por escribir, o ya su desenlace. */
export type Corrida = { corrido: Corrido } | { desenlace: Desenlace }

type Entorno = DelLote &
  Readonly<{
    reacciones: ReadonlyMap<string, readonly Reaccion[]>
    buscarRegistro: (id: string) => Promise<RegistroComando | null>
  }>

/** Corre el caso de uso de una orden y las reacciones a lo que emitió. Nunca lanza. */
export const correrOrden = async (orden: OrdenEnCola, entorno: Entorno): Promise<Corrida> => {
  const intento = new Intento(orden, entorno)
  const [registro, corrida] = await Promise.all([
    registroPrevio(orden, intento, entorno),
    correrTrabajo(orden, intento, entorno.reacciones),
  ])
  // La repetición se contesta antes que nada: ni precondiciones ni rechazos de la segunda corrida cuentan.
  if (!registro) return corrida
  intento.abandonar()
  return { desenlace: registro === 'aplazado' ? { tipo: 'aplazado' } : { tipo: 'repetido', registro } }
}

const registroPrevio = async (
  orden: OrdenEnCola,
  intento: Intento,
  { buscarRegistro }: Entorno,
): Promise<RegistroComando | 'aplazado' | null> => {
  const { contexto, registro } = orden
  if (!contexto.clave && registro !== 'consumido') return null
  try {
    intento.tomarClave(contexto.idComando)
  } catch {
    return 'aplazado'
  }
  // La primera vez se confía en la guarda: una clave repetida pierde en ella y vuelve por aquí.
  if (registro === 'directo' && !orden.releer && orden.perdidas === 0) return null
  const previo = await buscarRegistro(contexto.idComando)
  return previo && registro === 'consumido' && previo.estado === 'pendiente' ? null : previo
}

const correrTrabajo = async (
  orden: OrdenEnCola,
  intento: Intento,
  reacciones: Entorno['reacciones'],
): Promise<Corrida> => {
  try {
    if (orden.condena) throw orden.condena
    const resultado = await orden.trabajo(intento)
    // Las reacciones pueden emitir más: la lista crece mientras se recorre.
    for (let i = 0; i < intento.emisiones.length; i++) {
      const { evento } = intento.emisiones[i]!
      // De un hecho que sale en varias versiones se reacciona a la más vieja, que es la que había: una vez.
      if (sobra(evento, evento.versiones?.[0] ?? evento.versionEsquema)) continue
      for (const reaccionar of reacciones.get(evento.tipo) ?? []) await reaccionar(evento, intento)
    }
    intento.cerrar()
    return { corrido: { orden, intento, resultado } }
  } catch (error) {
    return trasFallar(orden, intento, error)
  }
}

const trasFallar = (orden: OrdenEnCola, intento: Intento, error: unknown): Corrida => {
  if (error instanceof Aplazado) return { desenlace: { tipo: 'aplazado' } }
  // Un rechazo no pasa por el bloqueo ni por las guardas: si se decidió sobre lo recordado, o puede ser la
  // repetición de algo ya hecho, se decide otra vez mirando la base.
  const sinMirar = orden.contexto.clave !== undefined && !orden.releer && orden.perdidas === 0
  if (intento.deMemoria.size > 0 || sinMirar) {
    orden.releer = true
    intento.abandonar()
    return { desenlace: { tipo: 'aplazado' } }
  }
  if (orden.alRechazar && error instanceof ErrorDominio) {
    intento.olvidar()
    orden.alRechazar(intento, error)
    intento.cerrar()
    return { corrido: { orden, intento, resultado: null, error } }
  }
  intento.abandonar()
  return { desenlace: { tipo: 'rechazo', error } }
}
