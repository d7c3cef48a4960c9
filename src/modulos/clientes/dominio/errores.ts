/** Códigos de error del módulo; el catálogo con su significado está en `docs/errores.md`. */
export const CODIGOS_CLIENTES = [
  'ClienteNoEncontrado',
  'DocumentoInvalido',
  'DocumentoDuplicado',
  'CodigoDuplicado',
  'CorreoInvalido',
] as const

export type CodigoClientes = (typeof CODIGOS_CLIENTES)[number]
