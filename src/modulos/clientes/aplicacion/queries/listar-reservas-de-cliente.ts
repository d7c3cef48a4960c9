import type { Pagina } from '#seedwork/aplicacion/paginas.ts'
import type { FiltroReservasDeCliente, ReservaListada, VistasClientes } from '../puertos.ts'
import { obtenerCliente } from './obtener-cliente.ts'

export type ListarReservasDeCliente = Readonly<{
  tipo: 'ListarReservasDeCliente'
  filtro: FiltroReservasDeCliente
}>

/** Las reservas de vuelo de un cliente. Falla con `ClienteNoEncontrado`. */
export const listarReservasDeCliente =
  (vistas: VistasClientes) =>
  async ({ filtro }: ListarReservasDeCliente): Promise<Pagina<ReservaListada>> => {
    await obtenerCliente(vistas)({ tipo: 'ObtenerCliente', id: filtro.idCliente })
    return vistas.reservas(filtro)
  }
