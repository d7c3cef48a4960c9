import {
  ReservaAprobada,
  ReservaCancelada,
  ReservaCreada,
  ReservaPagada,
} from '#modulos/vuelos/infraestructura/schema/v1/eventos.ts'
import { instanteDeMs } from '#seedwork/dominio/instante.ts'
import type { DatosDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Reaccion, Reacciones } from '#seedwork/infraestructura/uow/corrida.ts'
import { dePostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { alCambiarReserva, type ReservaDeCliente } from '../aplicacion/handlers/al-cambiar-reserva.ts'
import { guardarReserva } from './reservas.ts'

type Vuelos = Pick<DatosDe<typeof ReservaCreada>, 'id_reserva' | 'id_cliente' | 'itinerarios'>

const reservaDe = ({ id_reserva: id, id_cliente: idCliente, itinerarios }: Vuelos, estado: string) => {
  const legs = itinerarios.flatMap((i) => i.odos.flatMap((o) => o.segmentos.flatMap((s) => s.legs)))
  const ida = itinerarios[0]?.odos[0]?.segmentos.flatMap((s) => s.legs) ?? []
  const salidas = legs.map((l) => Number(l.salida)).sort((a, b) => a - b)
  return {
    ...{ id, idCliente, estado },
    ruta: `${ida[0]?.origen.codigo ?? ''}–${ida.at(-1)?.destino.codigo ?? ''}`,
    salida: instanteDeMs(salidas[0] ?? 0),
  } satisfies ReservaDeCliente
}

const con =
  (estado: string): Reaccion =>
  (evento, tx) =>
    alCambiarReserva(guardarReserva(dePostgres(tx)))(reservaDe(evento.datos as Vuelos, estado))

/** Lo que clientes hace, en la misma transacción, ante hechos de vuelos: cada cliente tiene sus reservas. */
export const REACCIONES_CLIENTES: Reacciones = {
  [ReservaCreada.tipo]: con('Pendiente'),
  [ReservaAprobada.tipo]: con('Aprobada'),
  [ReservaPagada.tipo]: con('Pagada'),
  [ReservaCancelada.tipo]: con('Cancelada'),
}
