import { type DatosPago, pagar } from '../../dominio/decisiones.ts'
import { cambiarReserva } from '../cambiar-reserva.ts'

export type PagarReserva = DatosPago & Readonly<{ tipo: 'PagarReserva'; id: string }>

/** Paga el precio exacto de una reserva aprobada, con una referencia que nadie más usó. */
export const pagarReserva = cambiarReserva<PagarReserva>(pagar)
