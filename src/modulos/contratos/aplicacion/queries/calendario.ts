import { type FechaCivil, fechaCivil, hoyEn, type Zona } from '#seedwork/dominio/fecha.ts'
import type { Calendario } from './puertos.ts'

/** El «hoy» de cada zona en un instante, calculado una vez por zona; con `aFecha`, ese día en todas. */
export const crearCalendario = (ahora: Temporal.Instant, aFecha?: string): Calendario => {
  if (aFecha !== undefined) {
    const fecha = fechaCivil(aFecha, '/a_fecha')
    return () => fecha
  }
  const sabidos = new Map<Zona, FechaCivil>()
  return (zona) => {
    const hoy = sabidos.get(zona) ?? hoyEn(zona, ahora)
    sabidos.set(zona, hoy)
    return hoy
  }
}
