import { aplicarPorcentaje } from '#seedwork/dominio/dinero.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type FechaCivil, fechaCivil, hoyEn, sumarDias } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { exigir } from './acciones.ts'
import { aniversarioPendiente, aniversariosPendientes, decidido, esAniversario } from './aniversarios.ts'
import { aplicar, type Contrato, canonEn, reglaEn, usaIndice } from './contrato.ts'
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

type Calculo = Readonly<{ aniversario: FechaCivil; indice: Indicado | null; ahora: Temporal.Instant }>
type Indicado = Readonly<{ anio: number; puntosBasicos: number }>
type Aplicado = Extract<EventoContrato, { tipo: 'IncrementoAplicado' }>

/** El canon de la víspera, crecido según la regla de ese día. Falla con `MontoInvalido` si ya no cabe. */
const crecer = (c: Contrato, { aniversario, indice, ahora }: Calculo): Aplicado => {
  const regla = reglaEn(c, aniversario)
  const puntosBasicos = puntosDe(regla, indice)
  const antes = canonEn(c, sumarDias(aniversario, -1))
  const canon = { antes, despues: aplicarPorcentaje(antes, puntosBasicos) }
  return { tipo: 'IncrementoAplicado', aniversario, regla, indice, puntosBasicos, canon, en: instante(ahora) }
}

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
  const indice = usaIndice(reglaEn(c, aniversario)) ? porIndice(aniversario, ipc) : null
  return [crecer(c, { aniversario, indice, ahora })]
}

/** Variaciones de IPC por año; nula la que no se ha publicado. */
export type Ipcs = ReadonlyMap<number, number | null>

/** Los años de IPC que hacen falta para poner al día un contrato. */
export const aniosDeIndice = (c: Contrato, ahora: Temporal.Instant): readonly number[] =>
  aniversariosPendientes(c, hoyEn(c.zona, ahora))
    .filter((dia) => usaIndice(reglaEn(c, dia)))
    .map(anioDeIndice)

const cabe = (hacer: () => Aplicado): Aplicado | null => {
  try {
    return hacer()
  } catch (error) {
    if (error instanceof ErrorDominio && error.codigo === 'MontoInvalido') return null
    throw error
  }
}

/**
 * T11, cuando llega un aniversario: aplica en orden todo lo cumplido y, si a uno le falta su índice, lo
 * dice una sola vez y no pasa de ahí. Un canon que ya no cabe en la escala se queda por decidir con un
 * otrosí: no puede parar el vencimiento del contrato. Sin nada que hacer no hay hechos.
 */
export const ponerAlDia = (
  c: Contrato,
  { ipcs, ahora }: Readonly<{ ipcs: Ipcs; ahora: Temporal.Instant }>,
): readonly EventoContrato[] => {
  if (c.estado !== 'Procesado') return []
  const hechos: EventoContrato[] = []
  let actual: Contrato = c
  for (const aniversario of aniversariosPendientes(c, hoyEn(c.zona, ahora))) {
    const regla = reglaEn(c, aniversario)
    const anio = anioDeIndice(aniversario)
    const ipc = ipcs.get(anio) ?? null
    if (usaIndice(regla) && ipc === null) {
      const falta = { tipo: 'IncrementoPendienteDeIndice', aniversario, regla, anio } as const
      if (c.indicePendiente !== aniversario) hechos.push({ ...falta, en: instante(ahora) })
      break
    }
    const indice = usaIndice(regla) ? { anio, puntosBasicos: ipc ?? 0 } : null
    const desde = actual
    const hecho = cabe(() => crecer(desde, { aniversario, indice, ahora }))
    if (!hecho) break
    hechos.push(hecho)
    actual = aplicar(actual, [hecho])
  }
  return hechos
}
