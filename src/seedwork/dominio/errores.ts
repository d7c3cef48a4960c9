/** Datos que acompañan a un error: sólo valores que se pueden mostrar a quien llama. */
export type DatosError = Readonly<Record<string, string | number | boolean | null>>

/** Una falta en un campo concreto de lo que se pidió; `puntero` es un JSON Pointer (RFC 6901). */
export type Falta = Readonly<{ puntero: string; detalle: string }>

/**
 * Una regla del negocio que no se cumple. Lo que no es `ErrorDominio` es un defecto nuestro.
 * `codigo` es estable (catálogo en `docs/errores.md`); cada transporte tiene su tabla de estados.
 */
export class ErrorDominio extends Error {
  readonly codigo: string
  readonly datos: DatosError
  readonly faltas: readonly Falta[]

  constructor(codigo: string, mensaje: string, datos: DatosError = {}, faltas: readonly Falta[] = []) {
    super(mensaje)
    this.name = 'ErrorDominio'
    this.codigo = codigo
    this.datos = datos
    this.faltas = faltas
  }
}
