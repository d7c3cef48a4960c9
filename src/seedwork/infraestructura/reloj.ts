import type pg from 'pg'
import type { Reloj } from '../aplicacion/reloj.ts'

/**
 * El reloj de negocio de una instalación: el de la pared más un desfase. Uno fijado por los ajustes
 * (`ALPES_RELOJ`) no obedece a la base; si no, manda lo que la demo dejó en ella.
 */
export type RelojDeNegocio = Reloj & {
  readonly fijado: boolean
  /** Cuánto va por delante del reloj de la pared, en ms. */
  readonly desfase: number
  desfasar(ms: number): void
}

const milisegundosHasta = (instante: Temporal.Instant): number =>
  instante.epochMilliseconds - Temporal.Now.instant().epochMilliseconds

/** Con `inicio`, un reloj fijado que lo marca ahora mismo y avanza desde ahí; sin él, el de la pared. */
export const crearReloj = (inicio?: Temporal.Instant): RelojDeNegocio => {
  let desfase = inicio ? milisegundosHasta(inicio) : 0
  return {
    fijado: inicio !== undefined,
    // Milisegundos bastan: es lo que cabe en la bitácora, y cuesta la quinta parte que sumar con Temporal.
    ahora: () => Temporal.Instant.fromEpochMilliseconds(Date.now() + desfase),
    get desfase() {
      return desfase
    },
    desfasar(ms) {
      desfase = ms
    },
  }
}

/** El desfase que la instalación guarda, o `null` si nadie movió su reloj. Sigue igual tras reiniciar. */
export const leerDesfase = async (pool: pg.Pool): Promise<number | null> => {
  const { rows } = await pool.query<{ desfase_ms: bigint }>('select desfase_ms from reloj')
  return rows[0] ? Number(rows[0].desfase_ms) : null
}

/** Guarda que el reloj de la instalación marca `inicio` ahora; contesta el desfase. Quien llega segundo respeta al primero. */
export const guardarInicio = async (pool: pg.Pool, inicio: Temporal.Instant): Promise<number> => {
  await pool.query('insert into reloj (desfase_ms) values ($1) on conflict do nothing', [
    milisegundosHasta(inicio),
  ])
  return (await leerDesfase(pool)) ?? 0
}
