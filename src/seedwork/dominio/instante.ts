import type { Marcado } from './marcado.ts'

/** RFC 3339 en UTC con milisegundos (`2026-12-01T17:00:00.000Z`): se compara como texto. */
export type Instante = Marcado<string, 'Instante'>

/** El instante de unos milisegundos desde la época. `Date` escribe lo mismo que Temporal, más barato. */
export const instanteDeMs = (ms: number): Instante => new Date(ms).toISOString() as Instante

/** El instante como texto, truncado al milisegundo: lo que cabe en la bitácora. */
export const instante = (momento: Temporal.Instant): Instante => instanteDeMs(momento.epochMilliseconds)

/** Milisegundos desde la época. */
export const enMs = (momento: Instante): number => Date.parse(momento)
