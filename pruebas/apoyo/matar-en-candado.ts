import assert from 'node:assert/strict'
import type pg from 'pg'
import { esperarQue } from './esperar.ts'
import type { ProcesoHijo } from './proceso-hijo.ts'

/** El proceso de la base que está parado en un candado nuestro. */
const parado = async (pool: pg.Pool): Promise<number | undefined> => {
  const { rows } = await pool.query(
    `select pid from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and pid <> pg_backend_pid()`,
  )
  return rows[0]?.pid
}

/** Con `candado` tomado, pide algo que se para en él, mata a quien lo atiende y suelta a la base. */
export const matarEn = async (
  pool: pg.Pool,
  proceso: ProcesoHijo,
  candado: string,
  pedir: () => Promise<unknown>,
): Promise<void> => {
  const guardia = await pool.connect()
  try {
    await guardia.query('begin')
    await guardia.query(candado)
    const contestada = assert.rejects(pedir())
    const pid = await esperarQue('la base se para en el candado', () => parado(pool))
    proceso.senal('SIGKILL')
    assert.equal(await proceso.fin, 'SIGKILL')
    await contestada
    await guardia.query('rollback')
    const sigue = 'select 1 from pg_stat_activity where pid = $1'
    await esperarQue('la base se entera', async () => (await pool.query(sigue, [pid])).rowCount === 0)
  } finally {
    guardia.release()
  }
}

/**
 * Desde ahora, quien cambie `tabla` se para al confirmar, con el COMMIT pedido y sin contestar: en un disparador que
 * aguarda al final de la transacción. Contesta el candado con que se le para.
 */
export const pararAlConfirmar = async (pool: pg.Pool, tabla: string): Promise<string> => {
  await pool.query(`create or replace function aguardar() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(11); return null; end $$`)
  await pool.query(`create constraint trigger aguardar after insert or update on ${tabla}
    deferrable initially deferred for each row execute function aguardar()`)
  return 'select pg_advisory_xact_lock(11)'
}
