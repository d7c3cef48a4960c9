import { expirar } from '../../dominio/decisiones.ts'
import { cambiarReserva } from '../cambiar-reserva.ts'

/** Lo da el planificador, nunca una persona. */
export type ExpirarReserva = Readonly<{ tipo: 'ExpirarReserva'; id: string }>

/** Cancela la reserva que no se pagó a tiempo; si ya no le toca, no hace nada. */
export const expirarReserva = cambiarReserva<ExpirarReserva>(expirar)
