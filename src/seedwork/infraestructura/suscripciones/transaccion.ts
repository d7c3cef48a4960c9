import type pg from 'pg'
import { esPerdidaDeConexion } from '../conexion.ts'
import { PlazoVencido } from './fallos.ts'

/** Ms que el servidor espera más que nosotros antes de cortar una transacción quieta: sólo si nos detuvieron. */
const MARGEN = 1_000
const ignorar = (): void => {}

const rechazarTras = (plazo: number): { vence: Promise<never>; cancelar: () => void } => {
  const { promise, reject } = Promise.withResolvers<never>()
  const reloj = setTimeout(() => reject(new PlazoVencido(plazo)), plazo)
  return { vence: promise, cancelar: () => clearTimeout(reloj) }
}

/** Corre `trabajo` y rechaza con `PlazoVencido` si no acaba en `plazo` ms. No lo interrumpe. */
export const conPlazo = async <R>(plazo: number, trabajo: Promise<R>): Promise<R> => {
  const { vence, cancelar } = rechazarTras(plazo)
  try {
    return await Promise.race([trabajo, vence])
  } finally {
    cancelar()
  }
}

/**
 * Corre `trabajo` en una transacción y la confirma. Si falla o se le acaba el plazo (ms) no queda nada:
 * la conexión de un trabajo colgado se destruye, para que no pueda confirmar más tarde.
 */
export const enTransaccion = async <R>(
  { pool, plazo }: { pool: pg.Pool; plazo: number },
  trabajo: (tx: pg.PoolClient) => Promise<R>,
): Promise<R> => {
  const tx = await pool.connect()
  // Prestada, el pool no la escucha: sin esto, que el servidor la corte tumbaría el proceso.
  tx.on('error', ignorar)
  let roto: Error | undefined
  try {
    await tx.query(`begin; set local statement_timeout = ${plazo};
      set local idle_in_transaction_session_timeout = ${plazo + MARGEN}`)
    const resultado = await conPlazo(plazo, trabajo(tx))
    const { command } = await tx.query('commit')
    // Tras un error tragado por el efecto, PostgreSQL contesta ROLLBACK a COMMIT y parece un éxito.
    if (command !== 'COMMIT') throw new Error(`el servidor contestó ${command} a COMMIT`)
    return resultado
  } catch (error) {
    roto = conexionInservible(error) ? error : await deshacer(tx)
    throw error
  } finally {
    tx.off('error', ignorar)
    tx.release(roto)
  }
}

/** Por una conexión colgada o perdida no hay nada que deshacer: pedirlo costaría otra espera entera. */
const conexionInservible = (error: unknown): error is Error =>
  error instanceof PlazoVencido || esPerdidaDeConexion(error)

const deshacer = (tx: pg.PoolClient): Promise<Error | undefined> =>
  tx.query('rollback').then(
    () => undefined,
    (error: Error) => error,
  )
