import Type, { type Static } from 'typebox'
import type { ContratoVista } from '#modulos/contratos/modulo.ts'
import type { RepresentacionReserva } from '#modulos/vuelos/modulo.ts'
import { Codigo, Instante, objeto, Uuid } from './esquemas.ts'
import { ItinerariosPedidos } from './reservas-esquemas.ts'

/** La forma de las rutas heredadas, al pie de la letra. El canon es un número y siempre en pesos. */
export const MONEDA = 'COP'

const Dia = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00Z$',
  description: 'Un día, escrito como el instante en que empieza en UTC',
  examples: ['2027-01-01T00:00:00Z'],
})
const Segundo = Type.String({
  description: 'Instante en UTC, al segundo',
  examples: ['2026-12-01T17:00:00Z'],
})

const CAMPOS = {
  fecha_inicio: Dia,
  fecha_fin: Dia,
  id_compania: Codigo,
  id_inquilino: Codigo,
  id_propiedad: Codigo,
  monto: Type.Number({ description: 'Canon en pesos colombianos', examples: [1250000] }),
}

export const ContratoPedido = objeto(CAMPOS)
export type ContratoPedido = Static<typeof ContratoPedido>

export const ContratoHeredado = objeto(
  { id: Uuid, ...CAMPOS, fecha_creacion: Segundo, fecha_actualizacion: Segundo },
  { $id: 'ContratoHeredado' },
)
export type ContratoHeredado = Static<typeof ContratoHeredado>

const NO_SE_USA = { ...Instante, description: 'Se admite y no se usa: la pone la oficina' }

export const ReservaPedida = objeto({
  id: Type.Optional(Uuid),
  fecha_creacion: Type.Optional({ ...NO_SE_USA, maxLength: 40 }),
  fecha_actualizacion: Type.Optional({ ...NO_SE_USA, maxLength: 40 }),
  itinerarios: ItinerariosPedidos,
})

const Locacion = objeto({ codigo: Type.String(), nombre: Type.String() })
const Leg = objeto({ fecha_salida: Segundo, fecha_llegada: Segundo, origen: Locacion, destino: Locacion })
const Odo = objeto({ segmentos: Type.Array(objeto({ legs: Type.Array(Leg) })) })

export const ReservaHeredada = objeto(
  {
    id: Uuid,
    fecha_creacion: Segundo,
    fecha_actualizacion: Segundo,
    itinerarios: Type.Array(objeto({ odos: Type.Array(Odo) })),
  },
  { $id: 'ReservaHeredada' },
)
export type ReservaHeredada = Static<typeof ReservaHeredada>

const dia = (fecha: string) => `${fecha}T00:00:00Z`
const segundo = (instante: string) => instante.replace(/\.\d+Z$/, 'Z')

/** El día de `AAAA-MM-DDT00:00:00Z`. */
export const fechaDe = (escrito: string): string => escrito.slice(0, 10)

type Ids = Readonly<{ idCompania: string; idInquilino: string; idPropiedad: string }>

/** Lo pedido con los nombres del módulo de contratos. */
export const terminosDe = (c: ContratoPedido, ids: Ids) => ({
  ...ids,
  fechaInicio: fechaDe(c.fecha_inicio),
  fechaFin: fechaDe(c.fecha_fin),
  monto: String(c.monto),
  moneda: MONEDA,
})

type Codigos = Pick<ContratoHeredado, 'id_compania' | 'id_inquilino' | 'id_propiedad'>

export const contratoHeredado = (c: ContratoVista, codigos: Codigos): ContratoHeredado => ({
  id: c.id,
  fecha_inicio: dia(c.fecha_inicio),
  fecha_fin: dia(c.fecha_fin),
  ...codigos,
  monto: Number(c.monto),
  fecha_creacion: segundo(c.fecha_creacion),
  fecha_actualizacion: segundo(c.fecha_actualizacion),
})

type LegVista =
  RepresentacionReserva['itinerarios'][number]['odos'][number]['segmentos'][number]['legs'][number]

const locacion = ({ codigo, nombre }: LegVista['origen']) => ({ codigo, nombre })

const leg = (l: LegVista) => ({
  fecha_salida: segundo(l.fecha_salida),
  fecha_llegada: segundo(l.fecha_llegada),
  origen: locacion(l.origen),
  destino: locacion(l.destino),
})

export const reservaHeredada = (r: RepresentacionReserva): ReservaHeredada => ({
  id: r.id,
  fecha_creacion: segundo(r.fecha_creacion),
  fecha_actualizacion: segundo(r.fecha_actualizacion),
  itinerarios: r.itinerarios.map((i) => ({
    odos: i.odos.map((o) => ({ segmentos: o.segmentos.map((s) => ({ legs: s.legs.map(leg) })) })),
  })),
})
