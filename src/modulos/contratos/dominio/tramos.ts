import type { Dinero } from '#seedwork/dominio/dinero.ts'
import { type FechaCivil, menor, sumarDias } from '#seedwork/dominio/fecha.ts'

/** Un trozo de la historia del precio. Los tramos son contiguos y cubren del inicio al fin (I11). */
export type Tramo = Readonly<{ desde: FechaCivil; hasta: FechaCivil; canon: Dinero; causa: string }>

/** Los tramos hasta un día; ninguno si es anterior al inicio (desistido). */
export const recortar = (tramos: readonly Tramo[], hasta: FechaCivil): readonly Tramo[] =>
  tramos.filter((t) => t.desde <= hasta).map((t) => ({ ...t, hasta: menor(t.hasta, hasta) }))

/** Los tramos con el último alargado hasta un día. */
export const alargar = (tramos: readonly Tramo[], hasta: FechaCivil): readonly Tramo[] =>
  tramos.map((t, i) => (i === tramos.length - 1 ? { ...t, hasta } : t))

/**
 * Mete un canon desde un día hasta la víspera del tramo siguiente: manda el más reciente en fecha
 * efectiva, así que los que empiezan después no cambian y el que empezaba ese mismo día se reemplaza.
 */
export const conCanon = (
  tramos: readonly Tramo[],
  { desde, canon, causa }: Omit<Tramo, 'hasta'>,
): readonly Tramo[] => {
  const despues = tramos.filter((t) => t.desde > desde)
  const hasta = despues[0] ? sumarDias(despues[0].desde, -1) : tramos.at(-1)!.hasta
  const antes = tramos.filter((t) => t.desde < desde)
  return [...recortar(antes, sumarDias(desde, -1)), { desde, hasta, canon, causa }, ...despues]
}
