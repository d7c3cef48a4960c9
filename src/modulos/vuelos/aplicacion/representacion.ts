import type { Versionado } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { aTexto, type Dinero } from '#seedwork/dominio/dinero.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import { type AccionPermitida, accionesDe } from '../dominio/acciones.ts'
import { type Aeropuerto, mismaCiudad } from '../dominio/aeropuertos.ts'
import { clasificar, type TipoItinerario } from '../dominio/clasificacion.ts'
import { horaLocal, minutosEntre } from '../dominio/hora.ts'
import {
  extremosDeOdo,
  extremosDeSegmento,
  type Itinerario,
  type Leg,
  type Odo,
  type Segmento,
} from '../dominio/itinerario.ts'
import { type Ocupacion, ocupacionDe, type Pasajero } from '../dominio/pasajeros.ts'
import type { EstadoReserva, Reserva } from '../dominio/reserva.ts'

export type LugarVista = Readonly<{
  codigo: string
  nombre: string
  ciudad: string
  codigo_ciudad: string
  pais: string
  zona: string
}>
export type LegVista = Readonly<{
  origen: LugarVista
  destino: LugarVista
  /** RFC 3339, UTC. */
  fecha_salida: string
  fecha_llegada: string
  /** La misma hora en el aeropuerto, sin desfase. */
  salida_local: string
  llegada_local: string
  /** Quiénes van, por su edad ese día. */
  ocupacion: Ocupacion
}>
export type SegmentoVista = Readonly<{
  /** Minutos desde que llega el segmento anterior del odo; nulo en el primero. */
  conexion: number | null
  /** Se conecta en otro aeropuerto de la misma ciudad. */
  cambio_de_aeropuerto: boolean
  legs: readonly LegVista[]
}>
export type OdoVista = Readonly<{ origen: string; destino: string; segmentos: readonly SegmentoVista[] }>
export type ItinerarioVista = Readonly<{ tipo: TipoItinerario; odos: readonly OdoVista[] }>

type DineroVista = Readonly<{ monto: string; moneda: string }>

/** La reserva como la ve quien llama: lo que contestan los comandos y las consultas. */
export type RepresentacionReserva = Readonly<{
  id: string
  version: number
  estado: EstadoReserva
  id_cliente: string | null
  itinerarios: readonly ItinerarioVista[]
  pasajeros: readonly Pasajero[]
  precio: DineroVista | null
  /** Hasta cuándo se puede pagar. */
  expira_en: string
  pago: (DineroVista & Readonly<{ referencia: string; fecha: string }>) | null
  cancelacion: Readonly<{ motivo: string; fecha: string; reembolso: DineroVista | null }> | null
  /** Versión del catálogo de aeropuertos con que se leyó. */
  catalogo: string
  acciones: readonly AccionPermitida[]
  fecha_creacion: string
  fecha_actualizacion: string
}>

export const lugarVista = (a: Aeropuerto): LugarVista => ({
  codigo: a.codigo,
  nombre: a.nombre,
  ciudad: a.ciudad,
  codigo_ciudad: a.codigoCiudad,
  pais: a.pais,
  zona: a.zona,
})

const dineroVista = (d: Dinero): DineroVista => ({ monto: aTexto(d), moneda: d.moneda })

const legVista = (l: Leg, pasajeros: readonly Pasajero[]): LegVista => ({
  origen: lugarVista(l.origen),
  destino: lugarVista(l.destino),
  fecha_salida: l.salida,
  fecha_llegada: l.llegada,
  salida_local: horaLocal(l.salida, l.origen.zona),
  llegada_local: horaLocal(l.llegada, l.destino.zona),
  ocupacion: ocupacionDe(pasajeros, l),
})

const segmentoVista = (
  s: Segmento,
  antes: Segmento | undefined,
  pasajeros: readonly Pasajero[],
): SegmentoVista => {
  const llega = antes && extremosDeSegmento(antes)
  const sale = extremosDeSegmento(s)
  const cambia = llega !== undefined && llega.destino.codigo !== sale.origen.codigo
  return {
    conexion: llega ? minutosEntre(llega.llegada, sale.salida) : null,
    cambio_de_aeropuerto: cambia && mismaCiudad(llega.destino, sale.origen),
    legs: s.legs.map((l) => legVista(l, pasajeros)),
  }
}

const odoVista = (o: Odo, pasajeros: readonly Pasajero[]): OdoVista => {
  const { origen, destino } = extremosDeOdo(o)
  const segmentos = o.segmentos.map((s, i) => segmentoVista(s, o.segmentos[i - 1], pasajeros))
  return { origen: origen.codigo, destino: destino.codigo, segmentos }
}

/** Los itinerarios con su clase, sus conexiones y sus horas locales. */
export const itinerariosVista = (
  itinerarios: readonly Itinerario[],
  pasajeros: readonly Pasajero[],
): readonly ItinerarioVista[] =>
  itinerarios.map((i) => ({ tipo: clasificar(i), odos: i.odos.map((o) => odoVista(o, pasajeros)) }))

const cierres = (r: Reserva): Pick<RepresentacionReserva, 'pago' | 'cancelacion'> => {
  const pago = 'pago' in r ? r.pago : null
  const cancelacion = r.estado === 'Cancelada' ? r.cancelacion : null
  return {
    pago: pago && { ...dineroVista(pago.monto), referencia: pago.referencia, fecha: pago.en },
    cancelacion: cancelacion && {
      motivo: cancelacion.motivo,
      fecha: cancelacion.en,
      reembolso: cancelacion.reembolso && dineroVista(cancelacion.reembolso),
    },
  }
}

/** Arma la vista de una reserva en un instante. Pura: la usan los casos de uso y las consultas. */
export const representarReserva = (
  { version, estado: r }: Versionado<Reserva>,
  ahora: Instante,
): RepresentacionReserva => ({
  id: r.id,
  version,
  estado: r.estado,
  id_cliente: r.idCliente,
  itinerarios: itinerariosVista(r.itinerarios, r.pasajeros),
  pasajeros: r.pasajeros,
  precio: r.precio && dineroVista(r.precio),
  expira_en: r.expiraEn,
  ...cierres(r),
  catalogo: r.catalogo,
  acciones: accionesDe(r, ahora),
  fecha_creacion: r.creadoEn,
  fecha_actualizacion: r.actualizadoEn,
})
