import type { Idioma } from '../fichas.ts'

const LOCALES: Record<Idioma, string> = { es: 'es-CO', en: 'en-US' }

/** Decimales escritos en un monto decimal: `5922.50` tiene 2. */
const decimales = (monto: string): number => monto.split('.')[1]?.length ?? 0

/**
 * Un monto con su moneda, p. ej. `COP 13.200.000`. Intl recibe la cadena exacta: no pasa por coma flotante
 * y conserva los decimales que trae, aunque ICU dé otros a esa moneda.
 */
export const dinero = (monto: string, moneda: string, idioma: Idioma): string => {
  const n = decimales(monto)
  const formato = new Intl.NumberFormat(LOCALES[idioma], {
    style: 'currency',
    currency: moneda,
    currencyDisplay: 'code',
    minimumFractionDigits: n,
    maximumFractionDigits: n,
  })
  return formato.format(monto as `${number}`).replaceAll('\u00a0', ' ')
}

/** Puntos básicos como porcentaje: 450 es `4,5%`. Vacío si no hay. */
export const porcentaje = (puntos: string, idioma: Idioma): string =>
  puntos === ''
    ? ''
    : new Intl.NumberFormat(LOCALES[idioma], { style: 'percent', maximumFractionDigits: 2 })
        .format(Number(puntos) / 10_000)
        .replaceAll('\u00a0', ' ')

/** Una fecha civil escrita entera: `1 de febrero de 2027`, `February 1, 2027`. */
export const fecha = (civil: string, idioma: Idioma): string =>
  Temporal.PlainDate.from(civil).toLocaleString(LOCALES[idioma], { dateStyle: 'long' })

/** Enumera: `a, b y c` / `a, b, and c`. */
export const lista = (nombres: readonly string[], idioma: Idioma): string =>
  new Intl.ListFormat(LOCALES[idioma], { type: 'conjunction' }).format(nombres)

/** Acaba la frase, si lo último no es ya un punto: los nombres de sociedades lo llevan. */
export const conPunto = (frase: string): string => (frase.endsWith('.') ? frase : `${frase}.`)

/** Deja un texto en una línea sin caracteres de control ni marcas bidireccionales: sirve para un asunto. */
export const unaLinea = (texto: string): string =>
  texto
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
