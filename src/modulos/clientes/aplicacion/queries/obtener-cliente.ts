import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { VistasClientes } from '../puertos.ts'

export type ObtenerCliente = Readonly<{ tipo: 'ObtenerCliente'; id: string }>
export type ObtenerClientePorCodigo = Readonly<{ tipo: 'ObtenerClientePorCodigo'; codigo: number }>

const noEncontrado = (datos: { id: string } | { codigo: number }) =>
  new ErrorDominio('ClienteNoEncontrado', 'no existe ese cliente', datos)

/** Un cliente por su id. Falla con `ClienteNoEncontrado`. */
export const obtenerCliente =
  (vistas: VistasClientes) =>
  async ({ id }: ObtenerCliente) => {
    const cliente = await vistas.porId(id)
    if (!cliente) throw noEncontrado({ id })
    return cliente
  }

/** Un cliente por su código corto. Falla con `ClienteNoEncontrado`. */
export const obtenerClientePorCodigo =
  (vistas: VistasClientes) =>
  async ({ codigo }: ObtenerClientePorCodigo) => {
    const cliente = await vistas.porCodigo(codigo)
    if (!cliente) throw noEncontrado({ codigo })
    return cliente
  }
