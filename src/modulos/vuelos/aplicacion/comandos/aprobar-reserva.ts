import { aprobar, type DatosPrecio } from '../../dominio/decisiones.ts'
import { cambiarReserva } from '../cambiar-reserva.ts'

/** Sin `precio`, vale el que trae la reserva. */
export type AprobarReserva = Readonly<{
  tipo: 'AprobarReserva'
  id: string
  precio?: DatosPrecio | undefined
}>

/** Aprueba una reserva y congela su precio. */
export const aprobarReserva = cambiarReserva<AprobarReserva>(aprobar)
