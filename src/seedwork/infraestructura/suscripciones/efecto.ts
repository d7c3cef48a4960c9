import type pg from 'pg'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Tropiezo } from '../../aplicacion/tropiezo.ts'
import type { Sentencia } from '../uow/sentencias.ts'
import { enTransaccion } from './transaccion.ts'

/**
 * Da la sentencia que mueve el cursor hasta `hasta`, para correrla dentro de la transacción del efecto.
 * Contesta exactamente una fila; si el cursor ya no es de este lector (o ya se movió) falla con el
 * SQLSTATE `AL001` y la transacción no puede confirmarse. Sirve para un solo commit.
 */
export type MoverCursor = (hasta: Mensaje) => Sentencia

/**
 * Lo que una suscripción hace con un lote cuando el efecto es dueño de su transacción. Confirma un
 * prefijo no vacío de `mensajes` junto con su cursor, una sola vez, y devuelve cuántos fueron;
 * la suscripción vuelve a llamar con el resto.
 */
export type Efecto = {
  correr(mensajes: readonly Mensaje[], moverCursor: MoverCursor): Promise<number>
}

/** Efecto corriente: escribe con `tx`; la suscripción mueve el cursor y confirma. Un lote, una transacción. */
export type Atender = (mensajes: readonly Mensaje[], tx: pg.PoolClient) => Promise<void>

/** Convierte un `Atender` en un `Efecto` con transacción propia y plazo en milisegundos. */
export const efectoEnTransaccion = (
  atender: Atender,
  { pool, plazo, tropiezo }: { pool: pg.Pool; plazo: number; tropiezo: Tropiezo },
): Efecto => ({
  async correr(mensajes, moverCursor) {
    await enTransaccion({ pool, plazo }, async (tx) => {
      await atender(mensajes, tx)
      await tropiezo('lector:tras-efecto')
      await tx.query(moverCursor(mensajes.at(-1)!) as pg.QueryConfig)
    })
    return mensajes.length
  },
})
