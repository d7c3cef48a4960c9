import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Contexto, Hecho } from '../../aplicacion/contexto.ts'
import type { EventoIntegracion, Mensaje } from '../../aplicacion/mensajes.ts'
import type { Reloj } from '../../aplicacion/reloj.ts'
import { ErrorDominio } from '../../dominio/errores.ts'
import type { Registro as Esquemas } from '../esquemas/registro.ts'
import type { Registro } from '../registro.ts'
import type { Guarda } from '../uow/mapa.ts'

/** Lo que llegó no puede entrar, ni ahora ni después. */
export class Rechazado extends Error {
  constructor(motivo: string) {
    super(motivo)
    this.name = 'Rechazado'
  }
}

type Encolar = (
  contexto: Contexto,
  comando: { evento: EventoIntegracion; clave: string; guarda: Guarda },
) => Promise<Hecho<unknown>>

type Opciones = Readonly<{
  /** Identidad de la entrada: la de sus filas en `bandeja_entrada`. */
  suscripcion: string
  pool: pg.Pool
  esquemas: Esquemas
  encolar: Encolar
  /** En nombre de quién entra lo de fuera. */
  principal: string
  /** ¿Puede ese principal dar este comando? @throws {ErrorDominio} si no. */
  autorizar(tipo: string): void
  /** Reloj de negocio. */
  reloj: Reloj
  /** Ms tras los que un id ya no se acepta (7 días): no se podría saber si es una repetición. */
  retencion?: number
  registro: Registro
}>

/** Lo que llega de un broker, tal cual, para guardarlo si no sirve. */
export type Crudo = Readonly<{
  topico: string
  cabeceras: Readonly<Record<string, string>>
  contenido: Buffer
}>

/** La puerta de lo que llega de fuera: cada id una vez, con su mensaje y su fila en la misma transacción. */
export type Bandeja = {
  /** Pone el mensaje en la bitácora. @throws {Rechazado} si no puede entrar nunca. */
  recibir(mensaje: Mensaje): Promise<'aceptado' | 'repetido'>
  /** Guarda lo que no entró, para que alguien lo mire; lo mismo otra vez no se guarda dos. */
  apartar(crudo: Crudo, motivo: string): Promise<void>
  /** Olvida las filas que ya no hacen falta. */
  limpiar(): Promise<void>
}

const DIA = 86_400_000
const RETENCION = 7 * DIA
/** Cuánto puede adelantarse el reloj de quien manda. */
const ADELANTO = 3_600_000
const MAXIMO = 256 * 1024
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const huellaDe = ({ topico, tipo, clave, contenido }: Mensaje): string =>
  createHash('sha256').update(`${topico}\0${tipo}\0${clave}\0`).update(contenido).digest('hex')

/** La edad la dice el propio id (UUID v7): el sobre lo escribe quien repite. */
const exigirReciente = (id: string, retencion: number): void => {
  if (!UUID_V7.test(id)) throw new Rechazado('el id debe ser un UUID v7')
  const edad = Date.now() - Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  if (edad > retencion) throw new Rechazado('el id es más viejo que lo que se recuerda')
  if (edad < -ADELANTO) throw new Rechazado('el id es del futuro')
}

const eventoDe = (esquemas: Esquemas, mensaje: Mensaje): EventoIntegracion => {
  if (mensaje.contenido.length > MAXIMO) throw new Rechazado('el contenido es demasiado grande')
  const leido = (() => {
    try {
      return esquemas.decodificar(mensaje.contenido)
    } catch (error) {
      throw new Rechazado((error as Error).message)
    }
  })()
  const { tipo, version, versionEscrita, datos, definicion } = leido
  if (definicion.topico !== mensaje.topico) throw new Rechazado(`${tipo} no es de ${mensaje.topico}`)
  if (tipo !== mensaje.tipo) throw new Rechazado(`el sobre dice ${mensaje.tipo} y el contenido es ${tipo}`)
  if (versionEscrita !== mensaje.versionEsquema)
    throw new Rechazado(
      `el sobre dice ${tipo} v${mensaje.versionEsquema} y el contenido es de la v${versionEscrita}`,
    )
  if ((datos as { id?: unknown }).id !== mensaje.clave)
    throw new Rechazado('el asunto (subject) no es el id de su agregado')
  return { topico: mensaje.topico, tipo, versionEsquema: version, datos }
}

/** Lo que el principal no puede dar no entra: en la cola ya nadie sabría con qué credencial llegó. */
const exigirPermiso = (autorizar: Opciones['autorizar'], tipo: string): void => {
  try {
    autorizar(tipo)
  } catch (error) {
    if (error instanceof ErrorDominio) throw new Rechazado(error.message)
    throw error
  }
}

const guardaDe = (suscripcion: string, id: string, huella: string): Guarda => ({
  tabla: 'bandeja_entrada',
  columnas: { id: 'uuid', suscripcion: 'text', huella: 'text' },
  valores: [id, suscripcion, huella],
  alPerder: () => new Rechazado('otro con el mismo id entró a la vez'),
})

class BandejaDeEntrada implements Bandeja {
  readonly #o: Opciones
  readonly #retencion: number

  constructor(o: Opciones) {
    this.#o = o
    this.#retencion = o.retencion ?? RETENCION
  }

  async recibir(mensaje: Mensaje): Promise<'aceptado' | 'repetido'> {
    const { suscripcion, esquemas, autorizar, principal, reloj, encolar } = this.#o
    exigirReciente(mensaje.id, this.#retencion)
    if (!UUID.test(mensaje.clave)) throw new Rechazado('el asunto (subject) no es un UUID')
    const huella = huellaDe(mensaje)
    const antes = await this.#huellaConocida(mensaje.id)
    if (antes === huella) return 'repetido'
    if (antes !== null) throw new Rechazado('el id ya entró con otro contenido')
    const evento = eventoDe(esquemas, mensaje)
    exigirPermiso(autorizar, evento.tipo)
    const { id, tipo, correlacion, causacion, traceparent, clave } = mensaje
    const contexto = { tipo, idComando: id, actor: principal, origen: 'externo' as const }
    await encolar(
      { ...contexto, correlacion, causacion, traceparent, ahora: reloj.ahora() },
      { evento, clave, guarda: guardaDe(suscripcion, id, huella) },
    )
    return 'aceptado'
  }

  async apartar({ topico, cabeceras, contenido }: Crudo, motivo: string): Promise<void> {
    const { suscripcion, registro, pool } = this.#o
    const id = cabeceras['ce-id']?.slice(0, 100) ?? null
    registro.error({ suscripcion, topico, id, motivo }, 'mensaje de fuera en cuarentena')
    await pool.query(
      `insert into cuarentena (suscripcion, topico, id_mensaje, cabeceras, contenido, motivo)
       select $1, $2, $3, $4::jsonb, $5::bytea, $6
       where not exists (select from cuarentena where suscripcion = $1 and topico = $2
         and id_mensaje is not distinct from $3 and cabeceras = $4::jsonb and contenido = $5::bytea)`,
      [suscripcion, topico, id, JSON.stringify(cabeceras), contenido, motivo],
    )
  }

  async limpiar(): Promise<void> {
    // El doble: un id aceptado en su último momento aún se puede repetir durante toda la retención.
    await this.#o.pool.query(
      `delete from bandeja_entrada where suscripcion = $1
         and recibido_en < clock_timestamp() - $2 * interval '1 millisecond'`,
      [this.#o.suscripcion, this.#retencion * 2 + ADELANTO],
    )
  }

  async #huellaConocida(id: string): Promise<string | null> {
    const { rows } = await this.#o.pool.query<{ huella: string }>(
      'select huella from bandeja_entrada where suscripcion = $1 and id = $2',
      [this.#o.suscripcion, id],
    )
    return rows[0]?.huella ?? null
  }
}

/** Abre la bandeja de entrada de comandos de fuera. */
export const crearBandeja = (opciones: Opciones): Bandeja => new BandejaDeEntrada(opciones)
