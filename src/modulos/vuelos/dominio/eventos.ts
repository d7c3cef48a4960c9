import type { Dinero } from '#seedwork/dominio/dinero.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import type { Itinerario } from './itinerario.ts'
import type { Pasajero } from './pasajeros.ts'

/** Con qué nace una reserva. `catalogo`: la versión del catálogo de aeropuertos con que se leyó. */
export type Alta = Readonly<{
  id: Id
  itinerarios: readonly Itinerario[]
  pasajeros: readonly Pasajero[]
  idCliente: Id | null
  precio: Dinero | null
  expiraEn: Instante
  catalogo: string
}>

/** Los hechos de una reserva: privados del módulo. `en`: reloj de negocio. */
export type EventoReserva =
  | Readonly<{ tipo: 'ReservaCreada'; alta: Alta; en: Instante }>
  | Readonly<{ tipo: 'ReservaAprobada'; precio: Dinero; en: Instante }>
  | Readonly<{ tipo: 'ReservaPagada'; referencia: string; en: Instante }>
  | Readonly<{ tipo: 'ReservaCancelada'; motivo: string; reembolso: Dinero | null; en: Instante }>
