import type { Pagina } from '#seedwork/aplicacion/paginas.ts'
import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { BuscarAeropuertos as Buscar, VistasReservas } from './puertos.ts'
import { type BuscarAeropuertos, buscarAeropuertos } from './queries/buscar-aeropuertos.ts'
import { type ListarReservas, listarReservas } from './queries/listar-reservas.ts'
import { type ObtenerReserva, obtenerReserva } from './queries/obtener-reserva.ts'
import type { LugarVista, RepresentacionReserva } from './representacion.ts'

export type QueryVuelos = ObtenerReserva | ListarReservas | BuscarAeropuertos

export type RespuestasVuelos = {
  ObtenerReserva: RepresentacionReserva
  ListarReservas: Pagina<RepresentacionReserva>
  BuscarAeropuertos: readonly LugarVista[]
}

export type QueriesVuelos = ManejadoresQuery<QueryVuelos, RespuestasVuelos>

type Lectura = Readonly<{ vistas: VistasReservas; reloj: Reloj; buscar: Buscar }>

/** La tabla de consultas del módulo. */
export const queriesVuelos = ({ vistas, reloj, buscar }: Lectura): QueriesVuelos => ({
  ObtenerReserva: obtenerReserva({ vistas, reloj }),
  ListarReservas: listarReservas({ vistas, reloj }),
  BuscarAeropuertos: buscarAeropuertos(buscar),
})
