import { inspect } from 'node:util'

const OCULTO = '[oculto]'

/** Un valor que nunca se muestra: al imprimirlo, serializarlo o inspeccionarlo sale `[oculto]`. */
export class Secreto {
  readonly #valor: string

  constructor(valor: string) {
    this.#valor = valor
  }

  /** El valor de verdad. Se llama sólo donde se usa (abrir la conexión, comparar el token). */
  revelar(): string {
    return this.#valor
  }

  toString(): string {
    return OCULTO
  }

  toJSON(): string {
    return OCULTO
  }

  [inspect.custom](): string {
    return OCULTO
  }
}
