import type { Marcado } from './marcado.ts'

/** RFC 3339 en UTC con milisegundos (`2026-12-01T17:00:00.000Z`): se compara como texto. */
export type Instante = Marcado<string, 'Instante'>

/** El instante como texto, truncado al milisegundo: lo que cabe en la bitácora. */
export const instante = (momento: Temporal.Instant): Instante =>
  momento.toString({ smallestUnit: 'millisecond' }) as Instante

/** El instante de unos milisegundos desde la época. */
export const instanteDeMs = (ms: number): Instante => instante(Temporal.Instant.fromEpochMilliseconds(ms))

/** Milisegundos desde la época. */
export const enMs = (momento: Instante): number => Temporal.Instant.from(momento).epochMilliseconds
