import type { Pagina } from '#seedwork/aplicacion/paginas.ts'
import type { ListarClientes } from './queries/listar-clientes.ts'
import type { ObtenerCliente, ObtenerClientePorCodigo } from './queries/obtener-cliente.ts'
import type { RepresentacionCliente } from './representacion.ts'

/** Todo lo que se le puede preguntar a este módulo. */
export type QueryClientes = ObtenerCliente | ObtenerClientePorCodigo | ListarClientes

export type RespuestasClientes = {
  ObtenerCliente: RepresentacionCliente
  ObtenerClientePorCodigo: RepresentacionCliente
  ListarClientes: Pagina<RepresentacionCliente>
}
