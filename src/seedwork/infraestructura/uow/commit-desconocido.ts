import { setTimeout as esperar } from 'node:timers/promises'
import type pg from 'pg'
import { leerRegistros } from './registro-comandos.ts'

/** Cuánto se insiste en averiguar un COMMIT sin respuesta, y cada cuánto, en ms. */
export const PLAZO_AVERIGUAR = { total: 10_000, cada: 50 } as const

/**
 * Averigua qué pasó con un COMMIT cuya respuesta se perdió: espera a que la transacción `xid` se
 * asiente y busca los registros de comando que escribía. Prueba el registro, no el estado del xid:
 * tras una caída del servidor, un xid que no llegó al disco puede volver a usarse.
 * @returns los ids confirmados, o `null` si la base no contestó dentro del plazo.
 */
export const averiguarCommit = async (
  pool: pg.Pool,
  xid: string,
  ids: readonly string[],
): Promise<ReadonlySet<string> | null> => {
  const limite = performance.now() + PLAZO_AVERIGUAR.total
  while (performance.now() < limite) {
    const asentados = await intentar(pool, xid, ids)
    if (asentados) return asentados
    await esperar(PLAZO_AVERIGUAR.cada)
  }
  return null
}

const intentar = async (
  pool: pg.Pool,
  xid: string,
  ids: readonly string[],
): Promise<ReadonlySet<string> | null> => {
  try {
    const { rows } = await pool.query('select pg_xact_status($1::xid8) as estado', [xid])
    if (rows[0]?.estado === 'in progress') return null
    const registros = await pool.query(leerRegistros(ids) as pg.QueryConfig)
    return new Set(registros.rows.map((f: { id: string }) => f.id))
  } catch {
    // La base sigue sin contestar, o el xid es del futuro de un servidor recién recuperado: se insiste.
    return null
  }
}
