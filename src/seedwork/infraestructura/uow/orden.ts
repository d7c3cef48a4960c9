import type { Contexto, Posicion } from '../../aplicacion/contexto.ts'
import type { Rastro, RegistroComando } from './registro.ts'
import type { TransaccionPostgres } from './transaccion.ts'

/**
 * Una orden que espera su lote.
 * `directo`: se registra ejecutada. `encolado`: se registra pendiente (la ejecuta un consumidor).
 * `consumido`: ya registrada, o venida de fuera; su desenlace se escribe encima.
 */
export type OrdenEnCola = {
  readonly contexto: Contexto
  readonly trabajo: (tx: TransaccionPostgres) => Promise<unknown>
  readonly registro: 'directo' | 'encolado' | 'consumido'
  /** Anota en la misma transacción lo que significa un rechazo del dominio; sin él, el rechazo sube a quien llama. */
  readonly alRechazar?: (tx: TransaccionPostgres, error: Error) => void
  /** Números de secuencia ya sacados por esta orden. */
  readonly numeros: Map<string, number>
  /** Ya se decidió una vez sobre lo recordado: ahora, sólo sobre lo que diga la base. */
  releer: boolean
  /** Veces que perdió ante otra transacción. */
  perdidas: number
  /** La guarda en que perdió la última vez. */
  perdioEn?: string
  /** Perdió dos veces en la misma guarda: la próxima corrida es ya este rechazo. */
  condena?: Error
}

/** En qué quedó una orden al correr su lote. */
export type Desenlace =
  | {
      tipo: 'hecho'
      resultado: unknown
      posiciones: readonly Posicion[]
      rastros: readonly Rastro[]
      texto: string | undefined
    }
  | { tipo: 'repetido'; registro: RegistroComando }
  | { tipo: 'aplazado' }
  | { tipo: 'perdido'; en: string }
  | { tipo: 'rechazo'; error: unknown }

export const nuevaOrden = (
  datos: Pick<OrdenEnCola, 'contexto' | 'trabajo' | 'registro' | 'alRechazar'>,
): OrdenEnCola => ({ ...datos, numeros: new Map(), releer: false, perdidas: 0 })
