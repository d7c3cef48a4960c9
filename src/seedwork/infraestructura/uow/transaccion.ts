import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import type { Transaccion, Versionado } from '../../aplicacion/unidad-trabajo.ts'
import type { Guarda, Mapa } from './mapa.ts'

/** Un agregado que cambia (o nace): `eventos` recibe la fila ya con su versión nueva. */
export type Anotacion<E> = Readonly<{
  id: string
  estado: E
  eventos: (fila: Versionado<E>) => readonly EventoIntegracion[]
}>

/** La transacción como la ve `infraestructura`: los repositorios se escriben sobre ella. */
export type TransaccionPostgres = Transaccion & {
  /**
   * Lee un agregado en el lote de lecturas de este turno y lo toma (`escribir`: exclusivo;
   * `leer`: compartido). Si otro intento lo tiene, éste se aplaza al lote siguiente y allí va primero.
   */
  cargar<E>(mapa: Mapa<E>, id: string, modo: 'escribir' | 'leer'): Promise<Versionado<E> | null>
  /** Anota un cambio de algo cargado para escribir: versión + 1, una sola vez por orden. */
  anotar<E>(mapa: Mapa<E>, cambio: Anotacion<E>): Versionado<E>
  /** Anota un alta, versión 1. */
  crear<E>(mapa: Mapa<E>, alta: Anotacion<E>): Versionado<E>
  /** Anota un mensaje que no nace de un agregado (comandos, resultados); `id` si ya tiene el suyo. */
  emitir(evento: EventoIntegracion, clave: string, id?: string): void
  /** Anota una fila de guarda: quien no entra, pierde. */
  guardia(guarda: Guarda): void
  /** Anota el borrado de la fila de guarda `id` (antes de poner otra). */
  soltar(tabla: string, columna: string, id: string): void
  /** Siguiente número de una secuencia de la base; el mismo si el intento se vuelve a correr. */
  siguiente(secuencia: string): Promise<number>
}

/** La `Transaccion` opaca que recibe un puerto es siempre la de PostgreSQL. */
export const dePostgres = (tx: Transaccion): TransaccionPostgres => tx as TransaccionPostgres
