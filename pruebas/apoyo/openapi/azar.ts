import fc from 'fast-check'

/** Azar con semilla: la misma semilla da las mismas peticiones. */
export type Azar = {
  /** De 0 (incluido) a `n` (excluido). */
  entero(n: number): number
  /** Verdadero con esa probabilidad. */
  cara(probabilidad: number): boolean
  elegir<T>(de: readonly T[]): T
  /** Un UUID que nadie ha usado. */
  uuid(): string
  /** Una cadena que calza con una expresión regular. */
  cadena(patron: RegExp): string
}

/** Mulberry32: 32 bits de estado, de sobra para elegir peticiones. */
export const crearAzar = (semilla: number): Azar => {
  let estado = semilla >>> 0
  const siguiente = (): number => {
    estado = (estado + 0x6d2b79f5) >>> 0
    let t = estado
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const entero = (n: number): number => Math.floor(siguiente() * n)
  const hex = (n: number): string => Array.from({ length: n }, () => entero(16).toString(16)).join('')
  return {
    entero,
    cara: (p) => siguiente() < p,
    elegir: (de) => de[entero(de.length)]!,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    cadena: (patron) => fc.sample(fc.stringMatching(patron), { numRuns: 1, seed: entero(2 ** 31) })[0]!,
  }
}
