import { definirMensaje, type EventoDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { CAMPO_ITINERARIOS, CAMPO_PASAJEROS, CAMPOS_RESERVA, PRECIO } from './comunes.ts'

const topico = 'eventos-reserva'
const namespace = 'co.alpes.vuelos'

export const ReservaCreada = definirMensaje({
  topico,
  tipo: 'ReservaCreada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ReservaCreada',
    namespace,
    doc: 'Nace una reserva. Los cuatro primeros campos son los de la plataforma anterior y no cambian.',
    fields: [
      ...CAMPOS_RESERVA,
      { name: 'estado', type: 'string' },
      { name: 'fecha_creacion', type: 'long', doc: 'ms desde la época.' },
      { name: 'expira_en', type: ['null', 'long'], default: null, doc: 'Hasta cuándo se guarda sin pagar.' },
      CAMPO_ITINERARIOS,
      CAMPO_PASAJEROS,
      { name: 'precio', type: ['null', PRECIO], default: null },
      {
        name: 'catalogo',
        type: 'string',
        default: '',
        doc: 'Versión del catálogo de aeropuertos con que se leyó.',
      },
    ],
  },
})

export const ReservaAprobada = definirMensaje({
  topico,
  tipo: 'ReservaAprobada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ReservaAprobada',
    namespace,
    doc: 'La oficina acepta la reserva; su precio ya no cambia.',
    fields: [
      ...CAMPOS_RESERVA,
      { name: 'precio', type: PRECIO },
      { name: 'expira_en', type: 'long', doc: 'Hasta cuándo se puede pagar; ms desde la época.' },
      CAMPO_ITINERARIOS,
    ],
  },
})

export const ReservaPagada = definirMensaje({
  topico,
  tipo: 'ReservaPagada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ReservaPagada',
    namespace,
    doc: 'Se pagó el precio exacto.',
    fields: [
      ...CAMPOS_RESERVA,
      { name: 'precio', type: PRECIO },
      { name: 'referencia', type: 'string', doc: 'La del pago; no se repite.' },
      CAMPO_ITINERARIOS,
    ],
  },
})

export const ReservaCancelada = definirMensaje({
  topico,
  tipo: 'ReservaCancelada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ReservaCancelada',
    namespace,
    doc: 'La reserva deja de valer. La cancela una persona, o el planificador si nadie la pagó.',
    fields: [
      ...CAMPOS_RESERVA,
      { name: 'motivo', type: 'string', doc: '`expirada` si pasó su plazo de pago.' },
      { name: 'estado_antes', type: 'string', doc: 'Pendiente, Aprobada o Pagada.' },
      { name: 'reembolso', type: ['null', PRECIO], default: null, doc: 'Lo que hay que devolver.' },
      CAMPO_ITINERARIOS,
    ],
  },
})

export const EVENTOS_RESERVA = [ReservaCreada, ReservaAprobada, ReservaPagada, ReservaCancelada] as const

/** Todo lo que un consumidor puede recibir en `eventos-reserva`. */
export type EventoReservaV1 = EventoDe<(typeof EVENTOS_RESERVA)[number]>
