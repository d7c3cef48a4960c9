import { diaUtc } from './fechas.ts'
import { localizacion } from './preferencias.ts'

const memoria = new Map<string, unknown>()
/** Los formateadores de `Intl` son caros de crear y se usan en cada fila. */
const unaVez = <F>(clave: string, crear: (l: string) => F): F => {
  const l = localizacion()
  const llave = `${l}|${clave}`
  const hecho = memoria.get(llave) as F | undefined
  if (hecho !== undefined) return hecho
  const nuevo = crear(l)
  memoria.set(llave, nuevo)
  return nuevo
}

const SIN_CENTAVOS = new Set(['COP', 'CLP', 'PYG'])

/** Dinero exacto: `Intl` recibe la cadena decimal, nunca un número en coma flotante. */
export const dinero = (monto: string, moneda: string): string => {
  const decimales = monto.split('.')[1] ?? ''
  const visibles =
    SIN_CENTAVOS.has(moneda) && /^0*$/.test(decimales)
      ? 0
      : Math.max(decimales.length, SIN_CENTAVOS.has(moneda) ? 0 : 2)
  const f = unaVez(
    `dinero|${moneda}|${visibles}`,
    (l) =>
      new Intl.NumberFormat(l, {
        style: 'currency',
        currency: moneda,
        currencyDisplay: 'code',
        minimumFractionDigits: visibles,
        maximumFractionDigits: visibles,
      }),
  )
  return f.format(monto as unknown as number)
}

/** Sólo la cifra, para columnas con la moneda aparte. */
export const cifra = (monto: string, moneda: string): string =>
  dinero(monto, moneda).replace(moneda, '').trim()

export const numero = (n: number): string => unaVez('numero', (l) => new Intl.NumberFormat(l)).format(n)

/** Una cantidad decimal escrita como cadena (m²). */
export const cantidad = (n: string): string =>
  unaVez('cantidad', (l) => new Intl.NumberFormat(l, { maximumFractionDigits: 2 })).format(
    n as unknown as number,
  )

const fechaCorta = (l: string, zona?: string) => {
  const f = new Intl.DateTimeFormat(l, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(zona ? { timeZone: zona } : {}),
  })
  // «1 ene 2027» y no «1 de ene de 2027»: en una tabla cada letra cuenta
  return (d: Date): string =>
    f
      .formatToParts(d)
      .filter((p) => p.type !== 'literal')
      .map((p) => p.value.replace(/\.$/, ''))
      .join('\u00a0')
}

/** Fecha civil como se lee: «1 feb 2027». */
export const fecha = (civil: string): string =>
  unaVez('fecha', (l) => fechaCorta(l, 'UTC'))(new Date(diaUtc(civil)))

/** Hora local de otro sitio (`AAAA-MM-DDThh:mm`), tal cual: sin pasarla por la zona de quien mira. */
export const horaCivil = (local: string): string =>
  local ? `${fecha(local.slice(0, 10))}, ${local.slice(11, 16)}` : '—'

/** El mes de `AAAA-MM`: «dic 26». */
export const mesCorto = (mes: string): string => {
  const f = unaVez('mes', (l) => new Intl.DateTimeFormat(l, { month: 'short', timeZone: 'UTC' }))
  return `${f.format(diaUtc(`${mes}-01`)).replace('.', '')} ${mes.slice(2, 4)}`
}

/** El día de un instante, en la zona de quien mira. */
export const dia = (iso: string | number): string => unaVez('dia', (l) => fechaCorta(l))(new Date(iso))

/** Instante en la zona de quien mira, con la zona escrita. */
export const instante = (iso: string | number): string => {
  const d = new Date(iso)
  const f = unaVez(
    'instante',
    (l) => new Intl.DateTimeFormat(l, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }),
  )
  return `${dia(iso)}, ${f.format(d)}`
}

export const hora = (iso: string | number): string =>
  unaVez(
    'hora',
    (l) => new Intl.DateTimeFormat(l, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  ).format(new Date(iso))

const ESCALAS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** «hace 2 s», «en 3 días». */
export const relativo = (segundos: number): string => {
  const f = unaVez('relativo', (l) => new Intl.RelativeTimeFormat(l, { numeric: 'always', style: 'short' }))
  const [unidad, tamano] = ESCALAS.find(([, s]) => Math.abs(segundos) >= s) ?? (['second', 1] as const)
  return f.format(Math.trunc(segundos / tamano), unidad)
}

/** Un plazo en días: «dentro de 61 días», «mañana». */
export const enDias = (dias: number): string =>
  unaVez('dias', (l) => new Intl.RelativeTimeFormat(l, { numeric: 'auto' })).format(dias, 'day')

/** Puntos básicos como porcentaje: 520 → «5,2 %». */
export const porcentaje = (puntos: number): string =>
  unaVez(
    'porcentaje',
    (l) => new Intl.NumberFormat(l, { style: 'percent', maximumFractionDigits: 2 }),
  ).format(puntos / 10_000)

/** Un idioma con su nombre en el de quien lee: «inglés». */
export const nombreIdioma = (codigo: string): string =>
  unaVez('idioma', (l) => new Intl.DisplayNames(l, { type: 'language' })).of(codigo) ?? codigo

/** La palabra de una clave que viene de la api; una que no se conozca sale como vino. */
export const palabra = (palabras: Readonly<Record<string, string>>, clave: string): string =>
  palabras[clave] ?? clave
