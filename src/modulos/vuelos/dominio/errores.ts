import { ErrorDominio, type Falta } from '#seedwork/dominio/errores.ts'

/** Códigos de este módulo. `TransicionInvalida` es el mismo de los contratos: una acción que el estado no deja. */
export const CODIGOS_VUELOS = [
  'ReservaNoEncontrada',
  'ItinerarioVacio',
  'AeropuertoDesconocido',
  'LegInvalido',
  'ConexionInvalida',
  'OdosDesordenados',
  'RutaInvalida',
  'PasajerosInvalidos',
  'ClienteDesconocido',
  'PrecioRequerido',
  'MontoIncorrecto',
  'ReferenciaDuplicada',
  'ReservaExpirada',
  'SalidaPasada',
  'TransicionInvalida',
] as const

export type CodigoVuelos = (typeof CODIGOS_VUELOS)[number]

/** Un error de este módulo; el compilador comprueba el código. */
export const errorVuelo = (
  codigo: CodigoVuelos,
  mensaje: string,
  datos: Readonly<Record<string, string | number>> = {},
  faltas: readonly Falta[] = [],
): ErrorDominio => new ErrorDominio(codigo, mensaje, datos, faltas)

/** Un error que señala un solo campo. `puntero` es un JSON Pointer dentro de lo que se pidió. */
export const errorEn = (
  codigo: CodigoVuelos,
  puntero: string,
  detalle: string,
  datos: Readonly<Record<string, string | number>> = {},
): ErrorDominio => errorVuelo(codigo, detalle, datos, [{ puntero, detalle }])
