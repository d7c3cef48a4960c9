import { dinero } from '#seedwork/dominio/dinero.ts'
import { type FechaCivil, fechaCivil, hoyEn, pasaDe, sumarDias } from '#seedwork/dominio/fecha.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { textoDeVariasLineas } from '#seedwork/dominio/texto.ts'
import { exigir } from './acciones.ts'
import type { Contrato, Firmado, Procesado } from './contrato.ts'
import { bajo, errorContrato } from './errores.ts'
import type { EventoContrato } from './eventos.ts'
import { ANIOS_MAXIMOS } from './terminos.ts'

type Cuando = Readonly<{ ahora: Temporal.Instant }>

/** Lo que la tabla deja pasar sólo en estos dos estados. */
const enFirme = (c: Contrato): Firmado | Procesado => {
  if (c.estado === 'Firmado' || c.estado === 'Procesado') return c
  throw new Error(`la tabla dejó pasar un contrato ${c.estado}`)
}

const fueraDePlazo = (puntero: string, fecha: FechaCivil, detalle: string) =>
  errorContrato('PeriodoInvalido', `La fecha no vale: ${detalle}`, { fecha }, [{ puntero, detalle }])

export type DatosTerminacion = Readonly<{
  /** Último día del contrato, `AAAA-MM-DD`. */
  fecha: string
  motivo: string
  penalidad?: Readonly<{ monto: string; moneda: string }> | undefined
}>

const comprobarFin = (c: Firmado | Procesado, fecha: FechaCivil, hoy: FechaCivil): void => {
  const { fechaInicio, fechaFin } = c.terminos
  const sinEmpezar = c.estado === 'Firmado' && hoy < fechaInicio
  if (sinEmpezar && fecha === sumarDias(fechaInicio, -1)) return
  if (fecha < fechaInicio)
    throw fueraDePlazo(
      '/fecha',
      fecha,
      sinEmpezar ? 'para desistir es la víspera del inicio' : 'es anterior al inicio',
    )
  if (fecha >= fechaFin) throw fueraDePlazo('/fecha', fecha, 'el contrato ya termina ese día o antes')
}

/**
 * T12. El contrato termina al final de `fecha`, pasada o futura, con inicio ≤ fecha < fin; uno Firmado que
 * no ha empezado se desiste con la víspera de su inicio. Los tramos de canon se cortan ahí y el inmueble
 * lo suelta su módulo en la misma transacción. Falla con `TransicionInvalida`, `PeriodoInvalido`,
 * `FechaInvalida`, `MontoInvalido`, `PrecisionExcedida`, `MonedaNoSoportada` o `PeticionInvalida`.
 */
export const terminar = (
  c: Contrato,
  { fecha: dicha, motivo, penalidad, ahora }: Cuando & DatosTerminacion,
): readonly EventoContrato[] => {
  const hoy = hoyEn(c.zona, ahora)
  exigir('terminar', c, hoy)
  const vivo = enFirme(c)
  const fecha = fechaCivil(dicha, '/fecha')
  comprobarFin(vivo, fecha, hoy)
  return [
    {
      tipo: 'ContratoTerminado',
      fecha,
      motivo: textoDeVariasLineas('motivo', motivo, { max: 500 }),
      penalidad: penalidad ? bajo('/penalidad', () => dinero(penalidad.monto, penalidad.moneda)) : null,
      antes: vivo.estado,
      en: instante(ahora),
    },
  ]
}

/**
 * T9. Alarga el plazo en las mismas condiciones: el último tramo de canon llega hasta `nuevaFin`. Si otro
 * contrato tiene alguno de esos días lo dice el módulo de inmuebles, en la misma transacción, con
 * `SolapeDeVigencia`. Falla con `TransicionInvalida` (también pasado el plazo), `FechaInvalida` o
 * `PeriodoInvalido`.
 */
export const prorrogar = (
  c: Contrato,
  { nuevaFin, ahora }: Cuando & Readonly<{ nuevaFin: string }>,
): readonly EventoContrato[] => {
  exigir('prorrogar', c, hoyEn(c.zona, ahora))
  const finNueva = fechaCivil(nuevaFin, '/nueva_fin')
  const { fechaInicio, fechaFin } = c.terminos
  if (finNueva <= fechaFin) throw fueraDePlazo('/nueva_fin', finNueva, 'no es posterior al fin de ahora')
  if (pasaDe(ANIOS_MAXIMOS, { inicio: fechaInicio, fin: finNueva }))
    throw fueraDePlazo('/nueva_fin', finNueva, `el plazo pasa de ${ANIOS_MAXIMOS} años`)
  return [{ tipo: 'ContratoProrrogado', finAntes: fechaFin, finNueva, en: instante(ahora) }]
}

/**
 * T13. Pasado su último día, en la zona del inmueble, el contrato vence. Lo que ya terminó, venció o se
 * prorrogó no cambia: la cita puede llegar tarde, o sobrar.
 */
export const vencer = (c: Contrato, { ahora }: Cuando): readonly EventoContrato[] => {
  if (c.estado !== 'Firmado' && c.estado !== 'Procesado') return []
  const fecha = c.terminos.fechaFin
  if (hoyEn(c.zona, ahora) <= fecha) return []
  return [{ tipo: 'ContratoVencido', fecha, antes: c.estado, en: instante(ahora) }]
}

/** El instante en que vence: cuando empieza, en la zona del inmueble, el día siguiente a su fin. */
export const venceEn = (c: Contrato): Temporal.Instant => empiezaEn(c, sumarDias(c.terminos.fechaFin, 1))

/** El instante en que empieza un día en la zona del inmueble. */
export const empiezaEn = ({ zona }: Pick<Contrato, 'zona'>, dia: FechaCivil): Temporal.Instant =>
  Temporal.PlainDate.from(dia).toZonedDateTime({ timeZone: zona }).toInstant()
