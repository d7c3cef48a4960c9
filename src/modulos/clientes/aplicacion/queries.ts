import type { Pagina } from '#seedwork/aplicacion/paginas.ts'
import type { ReservaListada } from './puertos.ts'
import type { ListarClientes } from './queries/listar-clientes.ts'
import type { ListarReservasDeCliente } from './queries/listar-reservas-de-cliente.ts'
import type { ObtenerCliente, ObtenerClientePorCodigo } from './queries/obtener-cliente.ts'
import type { RepresentacionCliente } from './representacion.ts'

/** Todo lo que se le puede preguntar a este módulo. */
export type QueryClientes =
  | ObtenerCliente
  | ObtenerClientePorCodigo
  | ListarClientes
  | ListarReservasDeCliente

export type RespuestasClientes = {
  ObtenerCliente: RepresentacionCliente
  ObtenerClientePorCodigo: RepresentacionCliente
  ListarClientes: Pagina<RepresentacionCliente>
  ListarReservasDeCliente: Pagina<ReservaListada>
}
