import { sinTildes } from '#seedwork/dominio/texto.ts'

/** Una palabra más larga no la escribe nadie al buscar, y un índice tiene límites. */
const LARGO = 60
const MAXIMO = 200

const partesDe = (trozo: string): readonly string[] => trozo.match(/[\p{L}\p{N}]+/gu) ?? []
const trozosDe = (texto: string): readonly string[] => sinTildes(texto).split(/\s+/u)
const recortar = (palabra: string): string => palabra.slice(0, LARGO)

/**
 * Las palabras por las que se encuentra un texto: sin tildes ni mayúsculas, cada parte por separado y,
 * si la puntuación las unía, también juntas: «CT-0001» da `ct`, `0001` y `ct0001`.
 */
export const palabrasDe = (...textos: readonly string[]): string[] => {
  const palabras = new Set<string>()
  for (const trozo of textos.flatMap(trozosDe)) {
    const partes = partesDe(trozo)
    for (const parte of partes) palabras.add(recortar(parte))
    if (partes.length > 1) palabras.add(recortar(partes.join('')))
  }
  return [...palabras].slice(0, MAXIMO)
}

/** Cómo se ordena y se compara un título entero. */
export const ordenDe = (texto: string): string => sinTildes(texto).replace(/\s+/gu, ' ').trim()

const prefijo = (palabra: string): string => `'${recortar(palabra)}':*`

/**
 * La consulta (`tsquery`) de lo que alguien escribió: cada palabra como prefijo, todas a la vez. Una con
 * puntuación vale junta o por partes: «900.123.456-7» encuentra `9001234567`. `null` si no hay ninguna.
 */
export const consultaDe = (q: string): string | null => {
  const expresiones = trozosDe(q).flatMap((trozo) => {
    const partes = partesDe(trozo)
    if (partes.length === 0) return []
    if (partes.length === 1) return [prefijo(partes[0]!)]
    return [`(${prefijo(partes.join(''))} | (${partes.map(prefijo).join(' & ')}))`]
  })
  return expresiones.length > 0 ? expresiones.slice(0, 16).join(' & ') : null
}
