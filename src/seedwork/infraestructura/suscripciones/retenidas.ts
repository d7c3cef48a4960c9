/** Las claves con algo apartado, por tópico: las llena y las vacía sólo el dueño de la suscripción. */
export class Retenidas {
  #claves = new Map<string, Set<string>>()

  get cuantas(): number {
    return this.#claves.values().reduce((n, claves) => n + claves.size, 0)
  }

  tiene(topico: string, clave: string): boolean {
    return this.#claves.get(topico)?.has(clave) ?? false
  }

  retener(topico: string, clave: string): void {
    const claves = this.#claves.get(topico)
    if (claves) claves.add(clave)
    else this.#claves.set(topico, new Set([clave]))
  }

  liberar(topico: string, clave: string): void {
    this.#claves.get(topico)?.delete(clave)
  }

  reemplazar(claves: Map<string, Set<string>>): void {
    this.#claves = claves
  }

  /** Pares tópico y clave. */
  pares(): (readonly [topico: string, clave: string])[] {
    return [...this.#claves].flatMap(([topico, claves]) =>
      [...claves].map((clave) => [topico, clave] as const),
    )
  }
}
