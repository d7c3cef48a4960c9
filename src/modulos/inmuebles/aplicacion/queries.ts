import type { Pagina } from '#seedwork/aplicacion/paginas.ts'
import type { OcupacionDeUnInmueble } from './puertos.ts'
import type { ListarInmuebles } from './queries/listar-inmuebles.ts'
import type { ObtenerInmueble, ObtenerInmueblePorCodigo } from './queries/obtener-inmueble.ts'
import type { OcupacionDeInmueble } from './queries/ocupacion-de-inmueble.ts'
import type { RepresentacionInmueble } from './representacion.ts'

/** Todo lo que se le puede preguntar a este módulo. */
export type QueryInmuebles =
  | ObtenerInmueble
  | ObtenerInmueblePorCodigo
  | ListarInmuebles
  | OcupacionDeInmueble

export type RespuestasInmuebles = {
  ObtenerInmueble: RepresentacionInmueble
  ObtenerInmueblePorCodigo: RepresentacionInmueble
  ListarInmuebles: Pagina<RepresentacionInmueble>
  OcupacionDeInmueble: OcupacionDeUnInmueble
}
