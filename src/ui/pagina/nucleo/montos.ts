/** Separadores de un idioma: español «1.500.000,50», inglés «1,500,000.50». */
const SEPARADORES = { es: { grupo: '.', decimal: ',' }, en: { grupo: ',', decimal: '.' } } as const

/** Monedas de la casa, con los decimales que admiten. */
export const MONEDAS = { COP: 0, USD: 2, MXN: 2, CLP: 0, EUR: 2, PEN: 2, BRL: 2, PYG: 0, CLF: 4 } as const
export type Moneda = keyof typeof MONEDAS

/**
 * Lee dinero escrito como se escribe en ese idioma y lo da como cadena decimal exacta; null si no se
 * entiende. Nunca redondea: «1.500.000,505» no vale en una moneda de dos decimales.
 */
export const leerMonto = (texto: string, moneda: string, idioma: 'es' | 'en'): string | null => {
  const { grupo, decimal } = SEPARADORES[idioma]
  const limpio = texto.replace(/[\s\u00a0\u202f$]/g, '')
  const partes = limpio.split(decimal)
  const [entera = '', fraccion = ''] = partes
  if (partes.length > 2 || (partes.length === 2 && fraccion === '')) return null
  const grupos = entera.split(grupo)
  const bienAgrupado = grupos.length === 1 || grupos.slice(1).every((g) => /^\d{3}$/.test(g))
  if (!/^\d{1,18}$/.test(grupos.join('')) || !/^\d{1,3}$|^\d+$/.test(grupos[0] ?? '') || !bienAgrupado)
    return null
  if (grupos.length > 1 && (grupos[0]?.length ?? 0) > 3) return null
  const decimales = MONEDAS[moneda as Moneda] ?? 2
  const resto = fraccion.replace(/0+$/, '')
  // «1,500» en español no son mil quinientos ni uno y medio: tres decimales donde caben dos no se adivinan
  if (!/^\d*$/.test(fraccion) || fraccion.length > Math.max(decimales, 2) || resto.length > decimales)
    return null
  const enteros = grupos.join('').replace(/^0+(?=\d)/, '')
  return resto === '' ? enteros : `${enteros}.${resto.padEnd(decimales, '0')}`
}

/** Escribe una cadena decimal como la escribiría una persona de ese idioma, para editarla. */
export const escribirMonto = (monto: string, idioma: 'es' | 'en'): string => {
  const { grupo, decimal } = SEPARADORES[idioma]
  const [entera = '', fraccion = ''] = monto.split('.')
  const agrupada = entera.replace(/\B(?=(\d{3})+(?!\d))/g, grupo)
  return /^0*$/.test(fraccion) ? agrupada : agrupada + decimal + fraccion
}
