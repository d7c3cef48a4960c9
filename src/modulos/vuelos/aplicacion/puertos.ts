import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { Repositorio, UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import type { Aeropuerto, Catalogo } from '../dominio/aeropuertos.ts'
import type { EventoReserva } from '../dominio/eventos.ts'
import type { Politica } from '../dominio/politica.ts'
import type { EstadoReserva, Reserva } from '../dominio/reserva.ts'
import type { RepresentacionReserva } from './representacion.ts'

/** Lo que ofrece el módulo de clientes. Los que falten en la respuesta no existen. */
export type Clientes = { buscar(ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> }

/** Lo que los casos de uso de este módulo pueden tocar dentro de una transacción. */
export type TxVuelos = Readonly<{ reservas: Repositorio<Reserva, EventoReserva>; clientes: Clientes }>

export type UnidadVuelos = UnidadTrabajo<TxVuelos>

/** Lo que no cambia entre comandos: el catálogo y las reglas de la oficina. */
export type ReglasVuelos = Readonly<{ catalogo: Catalogo; politica: Politica }>

export const ORDENES_RESERVAS = ['fecha_creacion', 'fecha_salida'] as const
export type OrdenReservas = (typeof ORDENES_RESERVAS)[number]

/** Los filtros de la lista; todos se combinan con «y». Las fechas son días civiles en UTC e incluyen sus extremos. */
export type FiltroReservas = Readonly<{
  estado?: readonly EstadoReserva[] | undefined
  idCliente?: string | undefined
  /** Código IATA del primer aeropuerto y del último del primer odo. */
  origen?: string | undefined
  destino?: string | undefined
  salidaDesde?: string | undefined
  salidaHasta?: string | undefined
  /** Busca sin tildes en códigos, ciudades, pasajeros y referencia de pago. */
  q?: string | undefined
}>

export type PedidoReservas = Readonly<{
  filtro: FiltroReservas
  pagineo: Pagineo<OrdenReservas>
  ahora: Instante
}>

/** Lecturas sobre las tablas, fuera de la unidad de trabajo. */
export type VistasReservas = Readonly<{
  porId(id: string, ahora: Instante): Promise<RepresentacionReserva | null>
  listar(pedido: PedidoReservas): Promise<Pagina<RepresentacionReserva>>
}>

/** La búsqueda de aeropuertos: por código, por código de ciudad o por nombre, sin tildes. */
export type BuscarAeropuertos = (q: string, limite: number) => readonly Aeropuerto[]
