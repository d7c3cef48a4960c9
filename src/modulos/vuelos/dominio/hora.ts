import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type FechaCivil, fechaCivil, type Zona } from '#seedwork/dominio/fecha.ts'
import { type Instante, instante } from '#seedwork/dominio/instante.ts'

const FORMA = /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?$/

const horaInvalida = (texto: string, puntero: string, detalle: string): ErrorDominio =>
  new ErrorDominio('FechaInvalida', `Fecha inválida: ${detalle}`, { fecha: texto.slice(0, 40) }, [
    { puntero, detalle },
  ])

const local = (texto: string, zona: Zona, puntero: string): Temporal.Instant => {
  const plana = Temporal.PlainDateTime.from(texto.replace(' ', 'T'))
  const antes = plana.toZonedDateTime(zona, { disambiguation: 'earlier' })
  const despues = plana.toZonedDateTime(zona, { disambiguation: 'later' })
  if (antes.equals(despues)) return antes.toInstant()
  const repetida = antes.toPlainDateTime().equals(plana)
  throw horaInvalida(
    texto,
    puntero,
    repetida
      ? `esa hora ocurre dos veces en ${zona} por el cambio de hora: escríbala con su desfase (${antes.offset} o ${despues.offset})`
      : `esa hora no existe en ${zona} por el cambio de hora`,
  )
}

/**
 * Lee una hora de vuelo. Sin desfase es la hora local del aeropuerto (`2026-12-10T06:15`); con `Z` o
 * desfase es un instante RFC 3339. Falla con `FechaInvalida`, también si el cambio de hora la salta o la repite.
 */
export const horaDeVuelo = (texto: string, zona: Zona, puntero: string): Instante => {
  const partes = FORMA.exec(texto)
  if (!partes)
    throw horaInvalida(
      texto,
      puntero,
      'se espera AAAA-MM-DDThh:mm, en hora local del aeropuerto o con desfase',
    )
  fechaCivil(partes[1] ?? '', puntero)
  try {
    return instante(partes[2] ? Temporal.Instant.from(texto.toUpperCase()) : local(texto, zona, puntero))
  } catch (error) {
    if (error instanceof ErrorDominio) throw error
    throw horaInvalida(texto, puntero, 'esa hora no existe')
  }
}

/** La hora de un instante en una zona, sin desfase: `2026-12-10T06:15:00`. */
export const horaLocal = (en: Instante, zona: Zona): string =>
  Temporal.Instant.from(en).toZonedDateTimeISO(zona).toPlainDateTime().toString({ smallestUnit: 'second' })

/** El día local de un instante en una zona. */
export const diaLocal = (en: Instante, zona: Zona): FechaCivil =>
  horaLocal(en, zona).slice(0, 10) as FechaCivil

/** Minutos enteros de un instante a otro; negativos si el segundo es anterior. */
export const minutosEntre = (a: Instante, b: Instante): number =>
  Math.floor((Date.parse(b) - Date.parse(a)) / 60_000)

/** ¿Pasan más de esos minutos de un instante a otro? Un segundo de más ya es más. */
export const pasanMasDe = (minutos: number, a: Instante, b: Instante): boolean =>
  Date.parse(b) - Date.parse(a) > minutos * 60_000
