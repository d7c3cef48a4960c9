import { setTimeout as esperar } from 'node:timers/promises'
import type pg from 'pg'
import type { Corrido } from './corrida.ts'
import type { RegistroComando } from './registro.ts'
import { leerRegistros } from './registro-comandos.ts'

/** Se perdió la conexión al confirmar: el COMMIT pudo haber ocurrido. `pid` es el servidor que lo atendía. */
export class CommitDesconocido extends Error {
  readonly pid: number
  readonly corridos: readonly Corrido[]
  constructor(pid: number, corridos: readonly Corrido[], causa: unknown) {
    super('se perdió la conexión al confirmar', { cause: causa })
    this.pid = pid
    this.corridos = corridos
  }
}

/** Cuánto se insiste en averiguar un COMMIT sin respuesta, cuánto se espera cada intento y entre ellos, en ms. */
const PLAZO = { total: 10_000, intento: 2_000, cada: 50 } as const

/**
 * Averigua qué pasó con un COMMIT cuya respuesta se perdió: termina el servidor que lo atendía, espera a
 * que ya no esté (desde ahí nada cambia) y busca los registros de comando que escribía. Se prueba el
 * registro y no `pg_xact_status`: tras una caída, un xid que no llegó al disco puede volver a usarse.
 * @returns los registros confirmados, por id, o `null` si la base no contestó dentro del plazo.
 */
export const averiguarCommit = async (
  pool: pg.Pool,
  { pid, corridos }: Pick<CommitDesconocido, 'pid' | 'corridos'>,
): Promise<ReadonlyMap<string, RegistroComando> | null> => {
  const ids = corridos.map((c) => c.orden.contexto.idComando)
  const limite = performance.now() + PLAZO.total
  while (performance.now() < limite) {
    const asentados = await Promise.race([intentar(pool, pid, ids), esperar(PLAZO.intento, null)])
    if (asentados) return asentados
    await esperar(PLAZO.cada)
  }
  return null
}

const TERMINAR = `select pg_terminate_backend(pid) from pg_stat_activity
  where pid = $1 and application_name like '%: escritor' and usename = current_user`

const intentar = async (
  pool: pg.Pool,
  pid: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RegistroComando> | null> => {
  try {
    const vivos = await pool.query(TERMINAR, [pid])
    if (vivos.rows.length > 0) return null
    const registros = await pool.query(leerRegistros(ids) as pg.QueryConfig)
    return new Map(registros.rows.map((f: RegistroComando) => [f.id, f]))
  } catch {
    // La base sigue sin contestar: se insiste.
    return null
  }
}
