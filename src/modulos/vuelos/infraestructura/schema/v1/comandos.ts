import { definirMensaje, type EventoDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'
import { VERSION_ESPERADA } from '#seedwork/infraestructura/esquemas/version-esperada.ts'
import { CAMPO_PASAJEROS, campoOdos, PRECIO } from './comunes.ts'

const topico = 'comandos-reserva'
const namespace = 'co.alpes.vuelos'

const LEG = {
  type: 'record',
  name: 'LegPedido',
  namespace,
  fields: [
    { name: 'origen', type: 'string', doc: 'IATA del aeropuerto.' },
    { name: 'destino', type: 'string', doc: 'IATA del aeropuerto.' },
    {
      name: 'fecha_salida',
      type: 'string',
      doc: 'AAAA-MM-DDThh:mm en el aeropuerto o, con Z o desfase, un instante.',
    },
    { name: 'fecha_llegada', type: 'string' },
  ],
} as const satisfies EsquemaRegistro

const ITINERARIO = {
  type: 'record',
  name: 'ItinerarioPedido',
  namespace,
  fields: [campoOdos(LEG, 'Pedido')],
} as const satisfies EsquemaRegistro

export const CrearReserva = definirMensaje({
  topico,
  tipo: 'CrearReserva',
  version: 1,
  esquema: {
    type: 'record',
    name: 'CrearReserva',
    namespace,
    doc: 'Pide una reserva de vuelos. Sin pasajeros, para un adulto.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'itinerarios', type: { type: 'array', items: ITINERARIO } },
      CAMPO_PASAJEROS,
      { name: 'id_cliente', type: ['null', 'string'], default: null },
      { name: 'precio', type: ['null', PRECIO], default: null },
    ],
  },
})

export const AprobarReserva = definirMensaje({
  topico,
  tipo: 'AprobarReserva',
  version: 1,
  esquema: {
    type: 'record',
    name: 'AprobarReserva',
    namespace,
    doc: 'Aprueba una reserva y congela su precio. `precio` nulo: el que trae.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'precio', type: ['null', PRECIO], default: null },
      VERSION_ESPERADA,
    ],
  },
})

export const PagarReserva = definirMensaje({
  topico,
  tipo: 'PagarReserva',
  version: 1,
  esquema: {
    type: 'record',
    name: 'PagarReserva',
    namespace,
    doc: 'Paga el precio exacto de una reserva aprobada.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'monto', type: 'string', doc: 'Decimal exacto.' },
      { name: 'moneda', type: 'string', doc: 'ISO 4217.' },
      { name: 'referencia', type: 'string', doc: 'La del pago; no se repite.' },
      VERSION_ESPERADA,
    ],
  },
})

export const CancelarReserva = definirMensaje({
  topico,
  tipo: 'CancelarReserva',
  version: 1,
  esquema: {
    type: 'record',
    name: 'CancelarReserva',
    namespace,
    doc: 'Cancela una reserva antes de que salga.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'motivo', type: 'string' },
      VERSION_ESPERADA,
    ],
  },
})

export const COMANDOS_RESERVA = [CrearReserva, AprobarReserva, PagarReserva, CancelarReserva] as const

/** Todo lo que puede llegar por `comandos-reserva`. */
export type ComandoReservaV1 = EventoDe<(typeof COMANDOS_RESERVA)[number]>
