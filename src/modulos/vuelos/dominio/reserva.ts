import { plegar } from '#seedwork/dominio/decisor.ts'
import type { Dinero } from '#seedwork/dominio/dinero.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import type { Alta, EventoReserva } from './eventos.ts'

export const ESTADOS_RESERVA = ['Pendiente', 'Aprobada', 'Pagada', 'Cancelada'] as const
export type EstadoReserva = (typeof ESTADOS_RESERVA)[number]

type Comun = Alta & Readonly<{ creadoEn: Instante; actualizadoEn: Instante }>

export type Pago = Readonly<{ monto: Dinero; referencia: string; en: Instante }>
/** `reembolso`: lo que hay que devolver; nulo si no se había pagado. */
export type Cancelacion = Readonly<{ motivo: string; reembolso: Dinero | null; en: Instante }>

export type Pendiente = Comun & Readonly<{ estado: 'Pendiente' }>
export type Aprobada = Comun & Readonly<{ estado: 'Aprobada'; precio: Dinero; aprobadaEn: Instante }>
export type Pagada = Comun & Readonly<{ estado: 'Pagada'; precio: Dinero; aprobadaEn: Instante; pago: Pago }>
export type Cancelada = Comun &
  Readonly<{
    estado: 'Cancelada'
    aprobadaEn: Instante | null
    pago: Pago | null
    cancelacion: Cancelacion
  }>

/** El agregado raíz. Cada estado lleva justo los datos que existen en él. */
export type Reserva = Pendiente | Aprobada | Pagada | Cancelada

const nacer = ({ alta, en }: Extract<EventoReserva, { tipo: 'ReservaCreada' }>): Pendiente => ({
  ...alta,
  estado: 'Pendiente',
  creadoEn: en,
  actualizadoEn: en,
})

/** Un hecho que no puede darse en ese estado es un defecto nuestro, no una regla rota. */
const imposible = (r: Reserva | null, evento: EventoReserva): Error =>
  new Error(`${evento.tipo} no puede pasar en una reserva ${r?.estado ?? 'que no existe'}`)

const cancelar = (
  r: Pendiente | Aprobada | Pagada,
  { motivo, reembolso, en }: Extract<EventoReserva, { tipo: 'ReservaCancelada' }>,
): Cancelada => ({
  ...r,
  estado: 'Cancelada',
  aprobadaEn: r.estado === 'Pendiente' ? null : r.aprobadaEn,
  pago: r.estado === 'Pagada' ? r.pago : null,
  cancelacion: { motivo, reembolso, en },
  actualizadoEn: en,
})

/** Aplica un hecho. `null`: aún no existe. */
export const evolucionar = (r: Reserva | null, evento: EventoReserva): Reserva => {
  const { en } = evento
  if (evento.tipo === 'ReservaCreada' && r === null) return nacer(evento)
  if (evento.tipo === 'ReservaAprobada' && r?.estado === 'Pendiente')
    return { ...r, estado: 'Aprobada', precio: evento.precio, aprobadaEn: en, actualizadoEn: en }
  if (evento.tipo === 'ReservaPagada' && r?.estado === 'Aprobada') {
    const pago = { monto: r.precio, referencia: evento.referencia, en }
    return { ...r, estado: 'Pagada', pago, actualizadoEn: en }
  }
  if (evento.tipo === 'ReservaCancelada' && r && r.estado !== 'Cancelada') return cancelar(r, evento)
  throw imposible(r, evento)
}

/** El estado tras unos hechos; el primero de una reserva nueva es `ReservaCreada`. */
export const aplicar = (r: Reserva | null, eventos: readonly EventoReserva[]): Reserva => {
  const despues = plegar<Reserva | null, EventoReserva>(evolucionar)(r, eventos)
  if (despues) return despues
  throw new Error('una reserva nace de un hecho')
}
