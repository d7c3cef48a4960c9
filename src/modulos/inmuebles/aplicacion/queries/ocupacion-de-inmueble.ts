import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { fechaCivil } from '#seedwork/dominio/fecha.ts'
import type { VistasInmuebles } from '../puertos.ts'

export type OcupacionDeInmueble = Readonly<{ tipo: 'OcupacionDeInmueble'; id: string; aFecha?: string }>

/**
 * La línea de ocupación de un inmueble: contratos y huecos en orden, y el próximo día libre a partir de
 * `aFecha` (`AAAA-MM-DD`; por omisión, hoy en su zona). Falla con `InmuebleNoEncontrado` o `FechaInvalida`.
 */
export const ocupacionDeInmueble =
  (vistas: VistasInmuebles) =>
  async ({ id, aFecha }: OcupacionDeInmueble) => {
    const linea = await vistas.ocupacion(
      id,
      aFecha === undefined ? undefined : fechaCivil(aFecha, '/a_fecha'),
    )
    if (!linea) throw new ErrorDominio('InmuebleNoEncontrado', 'no existe ese inmueble', { id })
    return linea
  }
