import type { Trama } from './tramas.ts'

/**
 * Las últimas tramas de un tópico, densas: de `inicio` a `cabeza`. Vacío, `cabeza = inicio - 1`.
 */
export type Anillo = {
  readonly inicio: number
  readonly cabeza: number
  /** Añade la siguiente posición; una que no sigue a la cabeza se rechaza con error. */
  poner(trama: Trama): void
  /** Las tramas con posición mayor que `desde`; null si ya no están todas. */
  despuesDe(desde: number): readonly Trama[] | null
}

/** Guarda hasta `cupo` tramas; `cabeza` es la última posición que ya no hace falta guardar. */
export const crearAnillo = (cupo: number, cabeza: number): Anillo => {
  const casillas: Trama[] = []
  let ultima = cabeza
  return {
    get inicio() {
      return ultima - casillas.length + 1
    },
    get cabeza() {
      return ultima
    },
    poner(trama) {
      if (trama.posicion !== ultima + 1) {
        throw new Error(`hueco en el anillo: tras ${ultima} llegó ${trama.posicion}`)
      }
      casillas.push(trama)
      ultima = trama.posicion
      // se poda por bloques: `shift` en cada llegada copiaría el arreglo entero
      if (casillas.length >= cupo * 2) casillas.splice(0, casillas.length - cupo)
    },
    despuesDe(desde) {
      const falta = ultima - desde
      if (falta <= 0) return []
      return falta > casillas.length ? null : casillas.slice(casillas.length - falta)
    },
  }
}
