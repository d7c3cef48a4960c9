import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import type { Transaccion, Versionado } from '../../aplicacion/unidad-trabajo.ts'
import type { Guarda, Mapa } from './mapa.ts'

/** La transacción como la ve `infraestructura`: los repositorios se escriben sobre ella. */
export type TransaccionPostgres = Transaccion & {
  /**
   * Lee un agregado en el lote de lecturas de este turno y lo toma (`escribir`: exclusivo;
   * `leer`: compartido). Si otro más antiguo lo tiene, este intento se aplaza al lote siguiente.
   */
  cargar<E>(mapa: Mapa<E>, id: string, modo: 'escribir' | 'leer'): Promise<Versionado<E> | null>
  /** Anota un alta (`version` 1) o un cambio; los eventos salen a la bitácora con esa versión. */
  anotar<E>(mapa: Mapa<E>, fila: Versionado<E>, eventos: readonly EventoIntegracion[]): void
  /** Anota una fila de guarda. */
  guardia(guarda: Guarda): void
  /** Anota el borrado de filas de una tabla de guarda por su primera columna. */
  soltar(tabla: string, columna: string, id: string): void
  /** Siguiente número de una secuencia de la base; el mismo si el intento se vuelve a correr. */
  siguiente(secuencia: string): Promise<number>
}

/** La `Transaccion` opaca que recibe un puerto es siempre la de PostgreSQL. */
export const dePostgres = (tx: Transaccion): TransaccionPostgres => tx as TransaccionPostgres
