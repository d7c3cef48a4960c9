import type { Static } from 'typebox'
import type { ComandoVuelos, FiltroReservas } from '#modulos/vuelos/modulo.ts'
import type { ConsultaReservas, ReservaNueva } from './reservas-esquemas.ts'

/** De la consulta HTTP al filtro del módulo. */
export const filtroDe = (c: Static<typeof ConsultaReservas>): FiltroReservas => ({
  estado: c.estado,
  idCliente: c.id_cliente,
  origen: c.origen,
  destino: c.destino,
  salidaDesde: c.salida_desde,
  salidaHasta: c.salida_hasta,
  q: c.q,
})

type Cuerpo = Static<typeof ReservaNueva>
type LegPedido = Cuerpo['itinerarios'][number]['odos'][number]['segmentos'][number]['legs'][number]

const legDe = ({ fecha_salida, fecha_llegada, origen, destino }: LegPedido) => ({
  fechaSalida: fecha_salida,
  fechaLlegada: fecha_llegada,
  origen,
  destino,
})

/** El cuerpo de `POST /reservas` como comando. */
export const crearDe = (id: string, c: Cuerpo) =>
  ({
    tipo: 'CrearReserva',
    id,
    itinerarios: c.itinerarios.map((i) => ({
      odos: i.odos.map((o) => ({ segmentos: o.segmentos.map((s) => ({ legs: s.legs.map(legDe) })) })),
    })),
    pasajeros: c.pasajeros,
    idCliente: c.id_cliente,
    precio: c.precio,
  }) satisfies ComandoVuelos
