import { hash } from 'node:crypto'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'

/** La única cita de este módulo. */
export const EXPIRACION = 'ExpirarReserva' as const

/** Un UUID v8 que sale de la clave: correr otra vez el caso de uso apunta la misma cita. */
const idDe = (clave: string): string => {
  const h = hash('sha256', clave)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`
}

/**
 * Apunta, en la transacción que reserva, la cita con que se cancelará si nadie la paga: un milisegundo
 * después de su último instante. Si para entonces se pagó o se canceló, no tendrá nada que hacer.
 */
export const citarExpiracion = (
  tx: TransaccionPostgres,
  { id, expiraEn }: Readonly<{ id: string; expiraEn: number }>,
): void => {
  const clave = `expirar:${id}`
  tx.guardia({
    tabla: 'programados',
    columnas: { id: 'uuid', clave: 'text', cuando: 'timestamptz', tipo: 'text', comando: 'jsonb' },
    valores: [idDe(clave), clave, new Date(expiraEn + 1).toISOString(), EXPIRACION, { id }],
    // Hay una cita por reserva, desde que nace: si ya estaba, es que ese id ya se usó.
    alPerder: () => new ErrorDominio('IdRepetido', 'Ya hay una reserva con ese id', { id }),
  })
}
