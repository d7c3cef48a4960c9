/**
 * Lo que los intentos de un lote tienen tomado. Exclusivo: uno solo. Compartido: varios que leen.
 * Quien encuentra algo tomado suelta lo suyo y se va al lote siguiente, donde va primero: nadie
 * espera con algo en la mano, así que no hay abrazos mortales. Que tampoco haya inanición, aunque el
 * lote de delante tenga siempre lo que uno quiere, lo cuida el escritor.
 */
export class Tomas {
  readonly #tomadas = new Map<string, { exclusivo: object | null; lectores: Set<object> }>()
  #anteriores: Tomas | null

  /** `anteriores`: las del lote que aún confirma; lo que él tiene no se toma hasta que las `liberar`. */
  constructor(anteriores: Tomas | null = null) {
    this.#anteriores = anteriores
  }

  /** El lote acabó: nada de lo suyo estorba ya al siguiente. */
  liberar(): void {
    this.#tomadas.clear()
    this.#anteriores = null
  }

  /** Toma `clave` para `quien`; `false` si otro la tiene de forma incompatible. */
  tomar(clave: string, quien: object, exclusivo: boolean): boolean {
    if (this.#anteriores ? this.#anteriores.#estorba(clave, exclusivo) : false) return false
    const toma = this.#tomadas.get(clave)
    if (!toma) {
      this.#tomadas.set(clave, {
        exclusivo: exclusivo ? quien : null,
        lectores: new Set(exclusivo ? [] : [quien]),
      })
      return true
    }
    if (toma.exclusivo === quien) return true
    if (toma.exclusivo) return false
    if (!exclusivo) {
      toma.lectores.add(quien)
      return true
    }
    const ajenos = toma.lectores.size - (toma.lectores.has(quien) ? 1 : 0)
    if (ajenos > 0) return false
    toma.exclusivo = quien
    return true
  }

  /** Suelta todo lo que `quien` tenía. */
  soltar(quien: object): void {
    for (const [clave, toma] of this.#tomadas) {
      toma.lectores.delete(quien)
      if (toma.exclusivo === quien) toma.exclusivo = null
      if (!toma.exclusivo && toma.lectores.size === 0) this.#tomadas.delete(clave)
    }
  }

  #estorba(clave: string, exclusivo: boolean): boolean {
    const toma = this.#tomadas.get(clave)
    return toma !== undefined && (exclusivo || toma.exclusivo !== null)
  }
}
