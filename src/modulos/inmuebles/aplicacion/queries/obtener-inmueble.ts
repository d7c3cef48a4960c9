import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import type { VistasInmuebles } from '../puertos.ts'

export type ObtenerInmueble = Readonly<{ tipo: 'ObtenerInmueble'; id: string }>
export type ObtenerInmueblePorCodigo = Readonly<{ tipo: 'ObtenerInmueblePorCodigo'; codigo: number }>

const noEncontrado = (datos: { id: string } | { codigo: number }) =>
  new ErrorDominio('InmuebleNoEncontrado', 'no existe ese inmueble', datos)

/** Un inmueble por su id, con quién lo tiene hoy. Falla con `InmuebleNoEncontrado`. */
export const obtenerInmueble =
  (vistas: VistasInmuebles) =>
  async ({ id }: ObtenerInmueble) => {
    const inmueble = await vistas.porId(id)
    if (!inmueble) throw noEncontrado({ id })
    return inmueble
  }

/** Un inmueble por su código corto. Falla con `InmuebleNoEncontrado`. */
export const obtenerInmueblePorCodigo =
  (vistas: VistasInmuebles) =>
  async ({ codigo }: ObtenerInmueblePorCodigo) => {
    const inmueble = await vistas.porCodigo(codigo)
    if (!inmueble) throw noEncontrado({ codigo })
    return inmueble
  }
