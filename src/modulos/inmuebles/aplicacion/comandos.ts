import type { ActualizarInmueble } from './comandos/actualizar-inmueble.ts'
import type { CrearInmueble } from './comandos/crear-inmueble.ts'
import type { CrearInmuebleProvisional } from './comandos/crear-inmueble-provisional.ts'
import type { RetirarInmueble } from './comandos/retirar-inmueble.ts'
import type { RepresentacionInmueble } from './representacion.ts'

/** Todo lo que se le puede pedir a este módulo. */
export type ComandoInmuebles = CrearInmueble | CrearInmuebleProvisional | ActualizarInmueble | RetirarInmueble

export type ResultadosInmuebles = Record<ComandoInmuebles['tipo'], RepresentacionInmueble>
