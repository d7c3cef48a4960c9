import type { Contexto, Hecho, Orden } from '../../aplicacion/contexto.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { UnidadTrabajo } from '../../aplicacion/unidad-trabajo.ts'
import type { Registro } from '../esquemas/registro.ts'
import { versionEsperada } from '../esquemas/version-esperada.ts'
import type { TransaccionPostgres } from './transaccion.ts'

type Comando = Readonly<{ tipo: string; id: string }>

/** Lo que un módulo da para que sus comandos se ejecuten después, cuando el lector de su tópico los lea. */
export type ConsumidorComandos<C extends Comando = Comando> = Readonly<{
  topico: string
  /** El mensaje como orden: su id es el del comando y su hora, la de cuando se aceptó. */
  orden(mensaje: Mensaje): Orden<C>
  /** Corre la orden sobre una transacción ya abierta y devuelve lo que contestaría la API, con su id. */
  correr(orden: Orden<C>, tx: TransaccionPostgres): Promise<Readonly<{ id: string }>>
}>

/** Un mensaje de comando ya leído. */
type Recibido = Readonly<{ tipo: string; datos: Readonly<{ id: string; version_esperada?: number | null }> }>

type Opciones<M extends Recibido, C extends Comando, Tx> = Readonly<{
  topico: string
  registro: Registro
  comandoDe: (recibido: M) => C
  armar: (tx: TransaccionPostgres) => Tx
  /** Los casos de uso del módulo, por tipo de comando, sobre la unidad de trabajo que se les dé. */
  casos: (unidad: UnidadTrabajo<Tx>) => Readonly<Record<C['tipo'], unknown>>
}>

/** El compilador no sabe que el caso elegido es el del tipo del comando. */
type Caso<C> = (orden: Orden<C>) => Promise<Hecho<Readonly<{ id: string }>>>

const contextoDe = (mensaje: Mensaje, { tipo, datos }: Recibido): Contexto => {
  const { actor, origen, correlacion, causacion, traceparent, id: idComando } = mensaje
  const ahora = Temporal.Instant.fromEpochMilliseconds(mensaje.ocurridoEn)
  return {
    ...{ tipo, idComando, actor, origen, correlacion, causacion, traceparent, ahora },
    ...versionEsperada(datos),
  }
}

/**
 * Consumidor de un tópico de comandos. Decodificar uno de otro esquema falla con `ErrorEsquema`: lo aparta
 * la suscripción. Correrlo dos veces da lo mismo: la unidad de trabajo reconoce el id del comando.
 */
export const crearConsumidorComandos = <M extends Recibido, C extends Comando, Tx>({
  topico,
  registro,
  comandoDe,
  armar,
  casos,
}: Opciones<M, C, Tx>): ConsumidorComandos<C> => ({
  topico,
  orden(mensaje) {
    const { tipo, datos } = registro.decodificar(mensaje.contenido)
    const recibido = { tipo, datos } as unknown as M
    return { comando: comandoDe(recibido), contexto: contextoDe(mensaje, recibido) }
  },
  async correr({ comando, contexto }, tx) {
    const dentro: UnidadTrabajo<Tx> = async (_, trabajo) => ({
      resultado: await trabajo(armar(tx)),
      posiciones: [],
      repetido: false,
    })
    const caso = casos(dentro)[comando.tipo as C['tipo']] as Caso<C>
    return (await caso({ comando, contexto })).resultado
  },
})
