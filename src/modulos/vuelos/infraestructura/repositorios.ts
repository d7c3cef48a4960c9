import { crearRepositorio } from '#seedwork/infraestructura/uow/repositorio.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import type { Clientes, TxVuelos } from '../aplicacion/puertos.ts'
import type { EventoReserva } from '../dominio/eventos.ts'
import type { Reserva } from '../dominio/reserva.ts'
import { despachar } from './despachadores/eventos-reserva.ts'
import { MAPA_RESERVA } from './mapa.ts'

/** Lo que otros módulos ofrecen a vuelos, sobre la transacción en curso. */
export type PuertosAjenos = Readonly<{ clientes: (tx: TransaccionPostgres) => Clientes }>

const reservas = crearRepositorio<Reserva, EventoReserva>(MAPA_RESERVA, despachar)

/** Lo que reciben los casos de uso, sobre la transacción en curso. */
export const armarTx =
  ({ clientes }: PuertosAjenos) =>
  (tx: TransaccionPostgres): TxVuelos => ({ reservas: reservas(tx), clientes: clientes(tx) })
