import { aplicarPorcentaje } from '#seedwork/dominio/dinero.ts'
import { type FechaCivil, fechaCivil, hoyEn, sumarDias } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { exigir } from './acciones.ts'
import { aniversarioPendiente, decidido, esAniversario } from './aniversarios.ts'
import { type Contrato, canonEn, reglaEn } from './contrato.ts'
import { errorContrato } from './errores.ts'
import type { EventoContrato } from './eventos.ts'
import type { Incremento } from './terminos.ts'

/** El año de la variación de IPC que usa un aniversario: el anterior. */
export const anioDeIndice = (aniversario: string): number => Number(aniversario.slice(0, 4)) - 1

/** Lo que hace falta saber: el aniversario, y la variación de IPC de su año anterior (nula si no se publicó). */
export type DatosIncremento = Readonly<{ aniversario: string; ipc: number | null; ahora: Temporal.Instant }>

const noVale = (aniversario: FechaCivil, detalle: string) =>
  errorContrato('PeriodoInvalido', `El aniversario no vale: ${detalle}`, { aniversario }, [
    { puntero: '/aniversario', detalle },
  ])

/** I9: un aniversario del contrato, que ya llegó, dentro del plazo y el primero sin aplicar. */
const comprobarAniversario = (c: Contrato, dia: FechaCivil, hoy: FechaCivil): void => {
  if (!esAniversario(c, dia)) throw noVale(dia, 'no es un aniversario del inicio')
  if (dia > c.terminos.fechaFin) throw noVale(dia, 'el contrato termina antes')
  if (dia > hoy) throw noVale(dia, 'todavía no llega')
  if (reglaEn(c, dia).tipo === 'ninguno') throw noVale(dia, 'no hay incremento pactado para ese día')
  const pendiente = aniversarioPendiente(c, hoy)
  if (pendiente !== null && pendiente < dia) throw noVale(dia, `falta aplicar antes el del ${pendiente}`)
}

const porIndice = (aniversario: FechaCivil, ipc: number | null) => {
  const anio = anioDeIndice(aniversario)
  if (ipc !== null) return { anio, puntosBasicos: ipc }
  throw errorContrato('IncrementoPendienteDeIndice', `El IPC de ${anio} no está publicado`, { anio })
}

const puntosDe = ({ tipo, puntosBasicos }: Incremento, indice: { puntosBasicos: number } | null): number =>
  tipo === 'fijo' ? puntosBasicos : Math.max(0, (indice?.puntosBasicos ?? 0) + puntosBasicos)

/**
 * T11. Sube el canon desde un aniversario, sobre el que regía la víspera y según la regla de ese día; lo
 * que ya rige desde una fecha posterior no se recalcula. El piso es 0 %. Falla con `TransicionInvalida`,
 * `PeriodoInvalido`, `IncrementoYaAplicado`, `IncrementoPendienteDeIndice`, `FechaInvalida` o
 * `MontoInvalido`.
 */
export const aplicarIncremento = (
  c: Contrato,
  { aniversario: dicho, ipc, ahora }: DatosIncremento,
): readonly EventoContrato[] => {
  const aniversario = fechaCivil(dicho, '/aniversario')
  const hoy = hoyEn(c.zona, ahora)
  if (c.estado === 'Procesado' && esAniversario(c, aniversario) && decidido(c, aniversario))
    throw errorContrato('IncrementoYaAplicado', 'El canon de ese aniversario ya está decidido', {
      aniversario,
    })
  exigir('incrementar', c, hoy)
  comprobarAniversario(c, aniversario, hoy)
  const regla = reglaEn(c, aniversario)
  const indice = regla.tipo === 'fijo' ? null : porIndice(aniversario, ipc)
  const puntosBasicos = puntosDe(regla, indice)
  const antes = canonEn(c, sumarDias(aniversario, -1))
  const canon = { antes, despues: aplicarPorcentaje(antes, puntosBasicos) }
  const en = instante(ahora)
  return [{ tipo: 'IncrementoAplicado', aniversario, regla, indice, puntosBasicos, canon, en }]
}
