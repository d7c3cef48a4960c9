/** Quienes esperan lote. Primero los que ya estuvieron en uno, en su orden: así ninguno se queda sin turno. */
export class Espera<T> {
  #vuelven: T[] = []
  readonly #nuevos: T[] = []

  get cuantos(): number {
    return this.#vuelven.length + this.#nuevos.length
  }

  /** Llega por primera vez. */
  llegar(quien: T): void {
    this.#nuevos.push(quien)
  }

  /** Estuvo en un lote y no se hizo en él. */
  volver(quien: T): void {
    this.#vuelven.push(quien)
  }

  /** Vuelven antes que nadie. */
  volverDelante(quienes: Iterable<T>): void {
    this.#vuelven = [...quienes, ...this.#vuelven]
  }

  /** Saca a los primeros, `caben` como mucho. */
  tomar(caben: number): T[] {
    const primeros = this.#vuelven.splice(0, caben)
    return [...primeros, ...this.#nuevos.splice(0, caben - primeros.length)]
  }
}
