/** Código de salida de una configuración o un entorno que no sirven (`EX_CONFIG` de sysexits). */
export const SALIDA_CONFIG = 78

/**
 * El servicio no puede empezar por algo que debe arreglar quien lo opera. Se imprime sólo el mensaje,
 * sin traza, y el proceso sale con `codigoSalida`.
 */
export class ErrorArranque extends Error {
  readonly codigoSalida: number

  constructor(mensaje: string, codigoSalida: number = SALIDA_CONFIG) {
    super(mensaje)
    this.name = 'ErrorArranque'
    this.codigoSalida = codigoSalida
  }
}
