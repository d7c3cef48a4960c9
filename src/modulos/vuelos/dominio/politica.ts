/** Minutos, según sea todo el tramo de un mismo país o no. */
export type SegunTramo = Readonly<{ nacional: number; internacional: number }>

/** Lo que la oficina puede ajustar de las reglas de vuelo. Tiempos en minutos. */
export type Politica = Readonly<{
  /** R6. Tiempo mínimo entre un segmento y el siguiente. */
  conexionMinima: SegunTramo
  /** R6. Más que esto ya no es una conexión: es otro odo. */
  conexionMaxima: SegunTramo
  /** R4. Ningún despegue tarda más en aterrizar. */
  duracionMaxima: number
  /** Cuánto se guarda una reserva sin pagar. */
  plazoDePago: number
}>

/** Valores por omisión (`dominio.md` §5: los umbrales son propuestas). */
export const POLITICA: Politica = {
  conexionMinima: { nacional: 45, internacional: 90 },
  conexionMaxima: { nacional: 7 * 60, internacional: 13 * 60 },
  duracionMaxima: 24 * 60,
  plazoDePago: 72 * 60,
}
