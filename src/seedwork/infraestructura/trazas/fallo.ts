import { ErrorDominio } from '../../dominio/errores.ts'

/** Con qué se nombra un fallo en una traza: su código o su clase, nunca su texto, que puede traer datos. */
export const codigoDe = (error: unknown): string => {
  if (error instanceof ErrorDominio) return error.codigo
  return error instanceof Error ? error.constructor.name : 'desconocido'
}
