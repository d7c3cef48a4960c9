import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { fechaCivil } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import type { FiltroReservas, OrdenReservas, VistasReservas } from '../puertos.ts'
import type { RepresentacionReserva } from '../representacion.ts'

/** Por omisión, lo último reservado va primero. */
export type ListarReservas = Readonly<{
  tipo: 'ListarReservas'
  filtro: FiltroReservas
  pagineo: Pagineo<OrdenReservas>
}>

const ULTIMAS = { campo: 'fecha_creacion', sentido: 'desc' } as const

const leer = ({ origen, destino, ...resto }: FiltroReservas): FiltroReservas => {
  if (resto.salidaDesde !== undefined) fechaCivil(resto.salidaDesde, '/salida_desde')
  if (resto.salidaHasta !== undefined) fechaCivil(resto.salidaHasta, '/salida_hasta')
  return { ...resto, origen: origen?.toUpperCase(), destino: destino?.toUpperCase() }
}

/** Las reservas que cumplen el filtro, un trozo. Falla con `FechaInvalida`. */
export const listarReservas =
  ({ vistas, reloj }: Readonly<{ vistas: VistasReservas; reloj: Reloj }>) =>
  async ({ filtro, pagineo }: ListarReservas): Promise<Pagina<RepresentacionReserva>> =>
    vistas.listar({
      filtro: leer(filtro),
      pagineo: { ...pagineo, orden: pagineo.orden ?? ULTIMAS },
      ahora: instante(reloj.ahora()),
    })
