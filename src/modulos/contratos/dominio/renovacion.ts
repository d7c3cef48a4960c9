import { aTexto } from '#seedwork/dominio/dinero.ts'
import { campoInvalido } from '#seedwork/dominio/errores-comunes.ts'
import { fechaCivil, hoyEn, sumarDias } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { exigir } from './acciones.ts'
import { type Contrato, canonEn } from './contrato.ts'
import { errorContrato } from './errores.ts'
import type { EventoContrato } from './eventos.ts'
import { conCambios, type Terminos } from './terminos.ts'

export type DatosRenovacion = Readonly<{
  /** Por omisión, el día siguiente al fin. */
  fechaInicio?: string | undefined
  fechaFin: string
  /** Por omisión, el último canon, en su moneda. */
  monto?: string | undefined
  moneda?: string | undefined
}>

const desistido = (c: Contrato): boolean =>
  c.estado === 'Terminado' && c.terminacion.fecha < c.terminos.fechaInicio

/** ¿Sigue en pie? Uno anulado o desistido deja sitio a otro. */
export const vivo = (sucesor: Contrato): boolean => sucesor.estado !== 'Anulado' && !desistido(sucesor)

const yaExiste = ({ id, numero }: Contrato) =>
  errorContrato('RenovacionYaExiste', `Ya lo sucede el contrato ${numero}`, { contrato: id, numero })

/**
 * T10: los términos del sucesor. Copia inmueble, partes, incremento y cláusulas. `sucesor` es el que haya
 * (I10). Falla con `TransicionInvalida`, `RenovacionYaExiste`, `PeriodoInvalido` y los de unos términos.
 */
export const terminosDelSucesor = (
  c: Contrato,
  {
    datos,
    sucesor,
    ahora,
  }: Readonly<{ datos: DatosRenovacion; sucesor: Contrato | null; ahora: Temporal.Instant }>,
): Terminos => {
  exigir('renovar', c, hoyEn(c.zona, ahora))
  if (sucesor && vivo(sucesor)) throw yaExiste(sucesor)
  const fin = c.terminos.fechaFin
  const { moneda } = c.terminos.canon
  if (datos.moneda !== undefined && datos.moneda !== moneda && datos.monto === undefined)
    throw campoInvalido('monto', 'hace falta: la moneda es otra')
  const fechaInicio = datos.fechaInicio ?? sumarDias(fin, 1)
  const terminos = conCambios(c.terminos, {
    fechaInicio,
    fechaFin: datos.fechaFin,
    monto: datos.monto ?? aTexto(canonEn(c, fin)),
    moneda: datos.moneda ?? moneda,
  })
  if (terminos.fechaInicio > fin) return terminos
  const detalle = `tiene que ser posterior al ${fin}`
  throw errorContrato('PeriodoInvalido', `El sucesor empieza antes del fin: ${detalle}`, { fin }, [
    { puntero: datos.fechaInicio === undefined ? '/fecha_fin' : '/fecha_inicio', detalle },
  ])
}

/** El hecho que enlaza al antecesor con el contrato que lo sucede. */
export const renovar = (
  { id: idSucesor, numero: numeroSucesor, terminos }: Contrato,
  ahora: Temporal.Instant,
): readonly EventoContrato[] => {
  const { fechaInicio, fechaFin } = terminos
  return [
    { tipo: 'RenovacionIniciada', idSucesor, numeroSucesor, fechaInicio, fechaFin, en: instante(ahora) },
  ]
}

/**
 * El sucesor se anuló, o se desistió antes de empezar: deja sitio a otro y el antecesor deja de nombrarlo.
 * El sucesor conserva su `renueva_a`, que es su historia.
 */
export const deshacerRenovacion = (
  antecesor: Contrato,
  sucesor: Contrato,
  ahora: Temporal.Instant,
): readonly EventoContrato[] => {
  if (antecesor.renovadoPor !== sucesor.id || vivo(sucesor)) return []
  const motivo = sucesor.estado === 'Anulado' ? 'anulado' : 'desistido'
  const { id: idSucesor, numero: numeroSucesor } = sucesor
  return [{ tipo: 'RenovacionDeshecha', idSucesor, numeroSucesor, motivo, en: instante(ahora) }]
}

/**
 * Un contrato con sucesor firmado no se prorroga. Si el sucesor tiene el mismo inmueble y alguno de esos
 * días, lo dice mejor el módulo de inmuebles con `SolapeDeVigencia`; si no, `RenovacionYaExiste`.
 */
export const comprobarSinSucesor = (c: Contrato, nuevaFin: string, sucesor: Contrato | null): void => {
  if (!sucesor || !vivo(sucesor) || sucesor.estado === 'Pendiente') return
  const { idPropiedad, fechaInicio } = sucesor.terminos
  const chocara = idPropiedad === c.terminos.idPropiedad && fechaInicio <= fechaCivil(nuevaFin, '/nueva_fin')
  if (!chocara) throw yaExiste(sucesor)
}
