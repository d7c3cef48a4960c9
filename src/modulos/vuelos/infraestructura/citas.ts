import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { apuntar } from '#seedwork/infraestructura/programados/citar.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'

/** La única cita de este módulo. */
export const EXPIRACION = 'ExpirarReserva' as const

/**
 * Apunta, en la transacción que reserva, la cita con que se cancelará si nadie la paga: un milisegundo
 * después de su último instante. Si para entonces se pagó o se canceló, no tendrá nada que hacer.
 */
export const citarExpiracion = (
  tx: TransaccionPostgres,
  { id, expiraEn }: Readonly<{ id: string; expiraEn: number }>,
): void => {
  const cuando = Temporal.Instant.fromEpochMilliseconds(expiraEn + 1)
  // Hay una cita por reserva, desde que nace: si ya estaba, es que ese id ya se usó.
  const repetida = () => new ErrorDominio('IdRepetido', 'Ya hay una reserva con ese id', { id })
  apuntar(tx, { clave: `expirar:${id}`, cuando, tipo: EXPIRACION, comando: { id } }, repetida)
}
