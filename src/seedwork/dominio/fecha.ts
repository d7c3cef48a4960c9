import { ErrorDominio } from './errores.ts'
import type { Marcado } from './marcado.ts'

/** Día del calendario `AAAA-MM-DD`, sin hora ni zona. Se compara y se ordena como texto. */
export type FechaCivil = Marcado<string, 'FechaCivil'>

/** Nombre IANA de una zona horaria, con las mayúsculas de la base de zonas: `America/Bogota`. */
export type Zona = Marcado<string, 'Zona'>

/** Errores de este archivo; todos son 422. */
export const CODIGOS_FECHA = ['FechaInvalida', 'ZonaInvalida'] as const

const FORMA = /^\d{4}-\d{2}-\d{2}$/
const PRIMERA = '1900-01-01'
const ULTIMA = '2899-12-31'
const FORMA_ZONA = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/

const fechaInvalida = (texto: string, puntero: string, detalle: string): ErrorDominio =>
  new ErrorDominio('FechaInvalida', `Fecha inválida: ${detalle}`, { fecha: texto.slice(0, 40) }, [
    { puntero, detalle },
  ])

const plana = (fecha: FechaCivil): Temporal.PlainDate => Temporal.PlainDate.from(fecha)

const DIAS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

// A mano y no con Temporal: cada alta lee dos fechas y así cuesta diez veces menos.
const existe = (texto: string): boolean => {
  const [anio, mes, dia] = [Number(texto.slice(0, 4)), Number(texto.slice(5, 7)), Number(texto.slice(8))]
  const bisiesto = (anio % 4 === 0 && anio % 100 !== 0) || anio % 400 === 0
  const ultimo = mes === 2 && bisiesto ? 29 : (DIAS[mes - 1] ?? 0)
  return dia >= 1 && dia <= ultimo
}

/**
 * Lee `AAAA-MM-DD` entre 1900 y 2899 (así un plazo sumado siempre tiene cuatro cifras de año). Rechaza con `FechaInvalida` días que no existen
 * (`2026-02-30`) y todo lo que lleve hora.
 * @param puntero JSON Pointer del campo, para señalarlo en el error.
 */
export const fechaCivil = (texto: string, puntero = ''): FechaCivil => {
  if (!FORMA.test(texto)) throw fechaInvalida(texto, puntero, 'se espera AAAA-MM-DD, sin hora')
  if (!existe(texto)) throw fechaInvalida(texto, puntero, 'ese día no existe')
  if (texto < PRIMERA || texto > ULTIMA) throw fechaInvalida(texto, puntero, `fuera de ${PRIMERA}…${ULTIMA}`)
  return texto as FechaCivil
}

const deFecha = (fecha: Temporal.PlainDate): FechaCivil => fecha.toString() as FechaCivil

export const sumarDias = (fecha: FechaCivil, dias: number): FechaCivil =>
  deFecha(plana(fecha).add({ days: dias }))

/** El mismo día `meses` después o, si no existe, el último de ese mes. */
export const sumarMeses = (fecha: FechaCivil, meses: number): FechaCivil =>
  deFecha(plana(fecha).add({ months: meses }))

/**
 * Último día, incluido, de un plazo de `meses`: la víspera del día correspondiente o, si ese día no
 * existe en el mes de destino, el último del mes (art. 67 C. C.). Es una propuesta: manda lo pactado.
 */
export const finPropuesta = (inicio: FechaCivil, meses: number): FechaCivil => {
  const destino = plana(inicio).add({ months: meses })
  return destino.day === plana(inicio).day ? deFecha(destino.subtract({ days: 1 })) : deFecha(destino)
}

/** Aniversario `n` contado siempre desde el ancla, para que fin de mes y 29 de febrero no deriven. */
export const aniversario = (ancla: FechaCivil, n: number): FechaCivil => sumarMeses(ancla, 12 * n)

const MS_POR_DIA = 86_400_000

// `Date.UTC` sólo como cuenta de días del calendario: aquí no hay instante ni zona. Una lista hace ciento
// cincuenta de estas restas, y con Temporal costaban más que leerla de la base.
const diaAbsoluto = (f: FechaCivil): number =>
  Date.UTC(Number(f.slice(0, 4)), Number(f.slice(5, 7)) - 1, Number(f.slice(8))) / MS_POR_DIA

/** Días de `desde` a `hasta`; 0 si son el mismo y negativo si `hasta` es anterior. */
export const diasEntre = (desde: FechaCivil, hasta: FechaCivil): number =>
  diaAbsoluto(hasta) - diaAbsoluto(desde)

/** Días que ocupa un periodo con sus dos extremos incluidos: uno solo cuenta 1. */
export const diasInclusivos = (inicio: FechaCivil, fin: FechaCivil): number => diasEntre(inicio, fin) + 1

/** ¿El plazo pasa de `anios` años enteros? Los que caben justo (`finPropuesta`) no pasan. */
export const pasaDe = (anios: number, { inicio, fin }: { inicio: FechaCivil; fin: FechaCivil }): boolean =>
  Number(fin.slice(0, 4)) - Number(inicio.slice(0, 4)) >= anios && fin > finPropuesta(inicio, 12 * anios)

export const menor = (a: FechaCivil, b: FechaCivil): FechaCivil => (a < b ? a : b)

/** Nombre IANA válido y con sus mayúsculas; falla con `ZonaInvalida` (también con `+05:00`). */
export const zona = (nombre: string): Zona => {
  try {
    if (!FORMA_ZONA.test(nombre)) throw new RangeError(nombre)
    return Temporal.PlainDate.from(PRIMERA).toZonedDateTime({ timeZone: nombre }).timeZoneId as Zona
  } catch {
    const detalle = 'se espera un nombre IANA como America/Bogota'
    throw new ErrorDominio(
      'ZonaInvalida',
      `Zona horaria inválida: ${detalle}`,
      { zona: nombre.slice(0, 60) },
      [{ puntero: '/zona', detalle }],
    )
  }
}

type Dia = { segundo: number; fecha: FechaCivil }

/** El último día calculado de cada zona. Los desfases de una zona cambian en segundos enteros. */
const dias = new Map<Zona, Dia>()

/** Qué día es en esa zona en ese instante. No depende de la zona del servidor. */
export const hoyEn = (z: Zona, momento: Temporal.Instant): FechaCivil => {
  const segundo = Math.floor(momento.epochMilliseconds / 1_000)
  const sabido = dias.get(z)
  if (sabido?.segundo === segundo) return sabido.fecha
  const fecha = deFecha(momento.toZonedDateTimeISO(z).toPlainDate())
  dias.set(z, { segundo, fecha })
  return fecha
}
