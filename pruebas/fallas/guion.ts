import type { Violacion } from './historia.ts'

/** Lo que dio un guion: las promesas rotas, ms de cada reposición, lo escrito y lo que haya que decir. */
export type Resultado = Readonly<{
  violaciones: readonly Violacion[]
  tiempos: readonly number[]
  aceptados: number
  nota?: string
}>

/** Una escena con reparto propio: no es el sistema entero con su testigo. */
export type Guion = Readonly<{
  nombre: string
  /** Filas de la tabla de `docs/fallas.md` que prueba. */
  filas: readonly number[]
  /** Por qué no se puede correr aquí, si no se puede. */
  impedimento?: () => string | null
  /** `veces`: cuántos fallos provoca. */
  correr(veces: number, punto: () => void): Promise<Resultado>
}>
