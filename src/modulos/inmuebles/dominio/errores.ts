/** Códigos de error del módulo; el catálogo con su significado está en `docs/errores.md`. */
export const CODIGOS_INMUEBLES = [
  'InmuebleNoEncontrado',
  'InmuebleRetirado',
  'InmuebleConContratoVivo',
  'SolapeDeVigencia',
  'AreaInvalida',
  'ZonaInvalida',
  'CodigoDuplicado',
] as const

export type CodigoInmuebles = (typeof CODIGOS_INMUEBLES)[number]
