import { dinero, igualDinero } from '#seedwork/dominio/dinero.ts'
import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import { type FechaCivil, fechaCivil, hoyEn } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { exigir } from './acciones.ts'
import { type Contrato, canonEn, reglaEn } from './contrato.ts'
import { bajo, errorContrato } from './errores.ts'
import type { Cambio, EventoContrato } from './eventos.ts'
import { type Clausula, type DatosTerminos, leerClausulas, leerIncremento, partesDe } from './terminos.ts'

/** Lo que un otrosí puede cambiar: nunca fechas, moneda, partes ni inmueble. */
export type CambiosOtrosi = Readonly<{
  monto?: string | undefined
  incremento?: DatosTerminos['incremento']
  clausulas?: readonly Clausula[] | undefined
}>

export type DatosOtrosi = Readonly<{
  /** Desde qué día rige, `AAAA-MM-DD`. */
  efectiva: string
  cambios: CambiosOtrosi
  /** Partes que lo firman: tienen que estar todas. */
  firmas: readonly string[]
}>

const comprobarFirmas = (c: Contrato, firmas: readonly string[]): void => {
  const partes: readonly string[] = partesDe(c.terminos)
  const ajena = firmas.find((parte) => !partes.includes(parte))
  if (ajena !== undefined)
    throw errorContrato('FirmanteNoAutorizado', 'Quien firma no es parte del contrato', { id_parte: ajena })
  const falta = partes.find((parte) => !firmas.includes(parte))
  if (falta === undefined) return
  throw errorContrato('FirmasIncompletas', 'Al otrosí le falta la firma de una de las partes', { falta }, [
    { puntero: '/firmas', detalle: `falta ${falta}` },
  ])
}

const comprobarEfectiva = ({ terminos }: Contrato, efectiva: FechaCivil): void => {
  if (efectiva >= terminos.fechaInicio && efectiva <= terminos.fechaFin) return
  const detalle = 'está fuera del plazo del contrato'
  throw errorContrato('PeriodoInvalido', `La fecha efectiva ${detalle}`, { efectiva }, [
    { puntero: '/efectiva', detalle },
  ])
}

const siCambia = <T>(antes: T, despues: T): Cambio<T> | null =>
  JSON.stringify(antes) === JSON.stringify(despues) ? null : { antes, despues }

const cambioDeCanon = (c: Contrato, efectiva: FechaCivil, monto: string | undefined) => {
  if (monto === undefined) return null
  const antes = canonEn(c, efectiva)
  const despues = dinero(monto, antes.moneda)
  return igualDinero(antes, despues) ? null : { antes, despues }
}

/** Lo que de verdad cambia; nulo lo demás. */
const leerCambios = (c: Contrato, efectiva: FechaCivil, cambios: CambiosOtrosi) => {
  const { monto, incremento, clausulas } = cambios
  return {
    canon: cambioDeCanon(c, efectiva, monto),
    regla: incremento ? siCambia(reglaEn(c, efectiva), leerIncremento(incremento)) : null,
    clausulas: clausulas ? siCambia(c.terminos.clausulas, leerClausulas(clausulas)) : null,
  }
}

/**
 * T8. Una modificación firmada por todas las partes, numerada desde 1, que rige desde `efectiva`, un día
 * del plazo. Falla con `TransicionInvalida`, `FirmasIncompletas`, `FirmanteNoAutorizado`,
 * `PeriodoInvalido`, `PeticionInvalida`, `IncrementoInvalido` o los de fechas y montos.
 */
export const registrarOtrosi = (
  c: Contrato,
  { efectiva: dicha, cambios, firmas, ahora }: DatosOtrosi & Readonly<{ ahora: Temporal.Instant }>,
): readonly EventoContrato[] => {
  exigir('registrar-otrosi', c, hoyEn(c.zona, ahora))
  const efectiva = fechaCivil(dicha, '/efectiva')
  comprobarEfectiva(c, efectiva)
  comprobarFirmas(c, firmas)
  const leidos = bajo('/cambios', () => leerCambios(c, efectiva, cambios))
  if (!leidos.canon && !leidos.regla && !leidos.clausulas) throw campoInvalido('cambios', 'no cambia nada')
  const numero = c.otrosies.length + 1
  return [{ tipo: 'OtrosiRegistrado', numero, efectiva, ...leidos, en: instante(ahora) }]
}
