import type pg from 'pg'
import type { Reloj } from '../aplicacion/reloj.ts'

const instanteActual = (): Temporal.Instant => Temporal.Now.instant()

/** El reloj de la pared. */
export const RELOJ_REAL: Reloj = { ahora: instanteActual }

/** Un reloj que marca `inicio` ahora mismo y avanza desde ahí. */
export const relojDesde = (inicio: Temporal.Instant): Reloj => {
  const desfase = inicio.epochMilliseconds - instanteActual().epochMilliseconds
  return relojConDesfase(desfase)
}

const relojConDesfase = (ms: number): Reloj => ({ ahora: () => instanteActual().add({ milliseconds: ms }) })

/**
 * El reloj de negocio de una instalación: el de la pared, salvo que la demo lo moviera. El desfase vive
 * en la base, así que sigue igual tras reiniciar y es el mismo en todos los procesos.
 */
export const leerReloj = async (pool: pg.Pool): Promise<Reloj> => {
  const { rows } = await pool.query<{ desfase_ms: bigint }>('select desfase_ms from reloj')
  return rows[0] ? relojConDesfase(Number(rows[0].desfase_ms)) : RELOJ_REAL
}

/** Deja el reloj de la instalación marcando `inicio`; desde ahí avanza. */
export const ponerReloj = async (pool: pg.Pool, inicio: Temporal.Instant): Promise<void> => {
  const desfase = inicio.epochMilliseconds - instanteActual().epochMilliseconds
  await pool.query(
    'insert into reloj (desfase_ms) values ($1) on conflict (unico) do update set desfase_ms = excluded.desfase_ms',
    [desfase],
  )
}
