/** Un valor que rige desde un día, p. ej. el canon o la regla de incremento. */
export type Desde = Readonly<{ desde: string; valor: string }>

/** La historia de un valor, en orden de fecha. */
export type Serie = readonly Desde[]

/**
 * Mete un valor desde un día. Los que empiezan después no cambian y el que empezaba ese mismo día se
 * reemplaza: manda el más reciente en fecha efectiva.
 */
export const conDesde = (serie: Serie, nuevo: Desde): Serie => [
  ...serie.filter((s) => s.desde < nuevo.desde),
  nuevo,
  ...serie.filter((s) => s.desde > nuevo.desde),
]

/** Lo que rige ese día; antes del primero, el primero. */
export const enDia = (serie: Serie, dia: string): string =>
  (serie.findLast((s) => s.desde <= dia) ?? serie[0])?.valor ?? ''
