import { diasEntre, type FechaCivil, menor } from '#seedwork/dominio/fecha.ts'
import type { Contrato } from './contrato.ts'

/** Situación temporal: se calcula al leer, nunca se guarda. `null` si el contrato no llegó a obligar. */
export type Vigencia = 'Futura' | 'Vigente' | 'PorVencer' | 'Finalizada'
export const VIGENCIAS = ['Futura', 'Vigente', 'PorVencer', 'Finalizada'] as const

/** Días antes del fin en que un contrato vigente pasa a `PorVencer`. */
export const DIAS_POR_VENCER = 90

/** Estados con vigencia: los que perfeccionaron todas las firmas. */
export const ESTADOS_CON_VIGENCIA = ['Firmado', 'Procesado', 'Terminado', 'Vencido'] as const

/** Último día en que el contrato obliga: el pactado o el de la terminación anticipada, lo que llegue antes. */
export const finEfectiva = (c: Contrato): FechaCivil =>
  c.estado === 'Terminado' ? menor(c.terminos.fechaFin, c.terminacion.fecha) : c.terminos.fechaFin

const obligo = (c: Contrato): boolean => ESTADOS_CON_VIGENCIA.some((e) => e === c.estado)

/**
 * Vigencia de un contrato en el día `hoy` de la zona de su inmueble. Un desistido (fin efectivo
 * anterior al inicio) está `Finalizada` siempre. `filtro-sql.ts` dice lo mismo en SQL; una prueba los compara.
 */
export const vigencia = (c: Contrato, hoy: FechaCivil): Vigencia | null => {
  if (!obligo(c)) return null
  const fin = finEfectiva(c)
  if (hoy > fin || fin < c.terminos.fechaInicio) return 'Finalizada'
  if (hoy < c.terminos.fechaInicio) return 'Futura'
  return diasEntre(hoy, fin) <= DIAS_POR_VENCER ? 'PorVencer' : 'Vigente'
}

/** Días de hoy al último día (0: termina hoy); 0 si está finalizado; `null` si no hay vigencia. */
export const diasRestantes = (c: Contrato, hoy: FechaCivil): number | null => {
  const situacion = vigencia(c, hoy)
  if (situacion === null) return null
  return situacion === 'Finalizada' ? 0 : diasEntre(hoy, finEfectiva(c))
}
