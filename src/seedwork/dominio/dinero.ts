import { ErrorDominio } from './errores.ts'

/**
 * Decimales de cada moneda en esta casa. Es una tabla propia a propósito: `Intl` y la ISO 4217 no
 * coinciden (COP: 0 y 2), y un cambio de versión de Node no puede mover los montos.
 */
export const ESCALAS = { COP: 0, CLP: 0, PYG: 0, USD: 2, EUR: 2, MXN: 2, PEN: 2, BRL: 2, CLF: 4 } as const

export type Moneda = keyof typeof ESCALAS

/** Unidades mínimas enteras (`minimo` / 10^`escala`). Nunca coma flotante. */
export type Dinero = Readonly<{ minimo: bigint; moneda: Moneda; escala: number }>

/** Errores de `dinero`; todos son 422. */
export const CODIGOS_DINERO = ['MontoInvalido', 'PrecisionExcedida', 'MonedaNoSoportada'] as const

/** Dieciocho dígitos en unidades mínimas: cabe en `int8` y la suma de diez, también. */
const TOPE = 10n ** 18n

const DECIMAL = /^(?:0|[1-9]\d*)(?:\.(\d+))?$/
/** `1.500.000,50` y `1,500,000.50`: se reconocen sólo para decir mejor por qué se rechazan. */
const CON_MILES = /^\d{1,3}(?:(?:\.\d{3})+(?:,(\d+))?|(?:,\d{3})+(?:\.(\d+))?)$/

const puntero = '/monto'

const montoInvalido = (monto: string, detalle: string): ErrorDominio =>
  new ErrorDominio('MontoInvalido', `El monto no es válido: ${detalle}`, { monto: monto.slice(0, 40) }, [
    { puntero, detalle },
  ])

const precisionExcedida = (moneda: Moneda): ErrorDominio => {
  const detalle = `${moneda} admite ${ESCALAS[moneda]} decimales`
  return new ErrorDominio(
    'PrecisionExcedida',
    `${detalle}; no se redondea`,
    { moneda, escala: ESCALAS[moneda] },
    [{ puntero, detalle }],
  )
}

/** La moneda, si esta casa la maneja. Falla con `MonedaNoSoportada`. */
export const moneda = (codigo: string): Moneda => {
  if (Object.hasOwn(ESCALAS, codigo)) return codigo as Moneda
  const detalle = `se admiten ${Object.keys(ESCALAS).join(', ')}`
  throw new ErrorDominio(
    'MonedaNoSoportada',
    `Moneda no soportada: ${detalle}`,
    { moneda: codigo.slice(0, 10) },
    [{ puntero: '/moneda', detalle }],
  )
}

const comprobarEscrito = (monto: string, m: Moneda): string => {
  const decimal = DECIMAL.exec(monto)
  const miles = decimal ? null : CON_MILES.exec(monto)
  const decimales = (decimal?.[1] ?? miles?.[1] ?? miles?.[2] ?? '').length
  if ((decimal || miles) && decimales > ESCALAS[m]) throw precisionExcedida(m)
  if (miles) throw montoInvalido(monto, 'escríbalo sin separador de miles y con punto decimal')
  if (!decimal) throw montoInvalido(monto, 'se espera un decimal positivo como 1500000 o 1500.50')
  return monto.replace('.', '') + '0'.repeat(ESCALAS[m] - decimales)
}

/**
 * Lee un monto positivo escrito como decimal con punto (`"5922.50"`), sin separador de miles.
 * Rechaza en vez de redondear: `MontoInvalido`, `PrecisionExcedida`, `MonedaNoSoportada`.
 */
export const dinero = (monto: string, codigo: string): Dinero => {
  const m = moneda(codigo)
  return deMinimo(BigInt(comprobarEscrito(monto.slice(0, 60), m)), m)
}

/** Un dinero por sus unidades mínimas; positivo y de a lo sumo 18 dígitos, o `MontoInvalido`. */
export const deMinimo = (minimo: bigint, m: Moneda): Dinero => {
  if (minimo <= 0n) throw montoInvalido(String(minimo), 'tiene que ser mayor que cero')
  if (minimo >= TOPE) throw montoInvalido(String(minimo), 'supera los 18 dígitos')
  return { minimo, moneda: m, escala: ESCALAS[m] }
}

/** Unidades mínimas como decimal con punto y exactamente `escala` decimales; sirve también para sumas. */
export const decimal = (minimo: bigint, escala: number): string => {
  const signo = minimo < 0n ? '-' : ''
  const digitos = String(minimo < 0n ? -minimo : minimo).padStart(escala + 1, '0')
  const corte = digitos.length - escala
  return escala === 0 ? signo + digitos : `${signo}${digitos.slice(0, corte)}.${digitos.slice(corte)}`
}

/** El monto como viaja por la red: `"1500000"`, `"5922.50"`. */
export const aTexto = (d: Dinero): string => decimal(d.minimo, d.escala)

/**
 * Aumenta en puntos básicos (520 = 5,20 %) y redondea la mitad hacia arriba, en enteros.
 * Falla con `MontoInvalido` si el resultado no cabe o deja de ser positivo.
 */
export const aplicarPorcentaje = (d: Dinero, puntosBasicos: number): Dinero =>
  deMinimo((d.minimo * (10_000n + BigInt(puntosBasicos)) * 2n + 10_000n) / 20_000n, d.moneda)

/** Mismo monto y misma moneda. */
export const igualDinero = (a: Dinero, b: Dinero): boolean =>
  a.moneda === b.moneda && a.minimo === b.minimo && a.escala === b.escala
