import { cancelar } from '../../dominio/decisiones.ts'
import { cambiarReserva } from '../cambiar-reserva.ts'

export type CancelarReserva = Readonly<{ tipo: 'CancelarReserva'; id: string; motivo: string }>

/** Cancela una reserva antes de que salga; si estaba pagada, deja dicho cuánto se devuelve. */
export const cancelarReserva = cambiarReserva<CancelarReserva>(cancelar)
