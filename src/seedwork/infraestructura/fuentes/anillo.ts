import type { Mensaje } from '../../aplicacion/mensajes.ts'

/** Los últimos mensajes de un tópico. Las posiciones son densas: cada una tiene su casilla. */
export class Anillo {
  readonly capacidad: number
  readonly #casillas: (Mensaje | undefined)[]
  #primera = 1
  #hasta = 0
  /** ¿Se sabe ya dónde está el final del tópico? */
  situado = false

  constructor(capacidad: number) {
    this.capacidad = capacidad
    this.#casillas = new Array(capacidad)
  }

  /** Última posición que se puso. */
  get hasta(): number {
    return this.#hasta
  }

  /** El último que se puso, si se recuerda. */
  get ultimo(): Mensaje | undefined {
    const mensaje = this.#casillas[this.#hasta % this.capacidad]
    return mensaje?.posicion === this.#hasta ? mensaje : undefined
  }

  /** Olvida todo y sigue después de `hasta`. */
  vaciar(hasta: number): void {
    this.#casillas.fill(undefined)
    this.#primera = hasta + 1
    this.#hasta = hasta
    this.situado = true
  }

  /** Añade el mensaje siguiente. Con un hueco, lo anterior se olvida: nunca se finge que no falta nada. */
  poner(mensaje: Mensaje): void {
    if (mensaje.posicion !== this.#hasta + 1) this.#primera = mensaje.posicion
    this.#casillas[mensaje.posicion % this.capacidad] = mensaje
    this.#hasta = mensaje.posicion
    this.#primera = Math.max(this.#primera, mensaje.posicion - this.capacidad + 1)
  }

  desde(posicion: number): readonly Mensaje[] | 'perdido' {
    if (!this.situado || posicion > this.#hasta || posicion + 1 < this.#primera) return 'perdido'
    return Array.from(
      { length: this.#hasta - posicion },
      (_, i) => this.#casillas[(posicion + 1 + i) % this.capacidad]!,
    )
  }
}
