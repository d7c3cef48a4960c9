import { aTexto, type Dinero } from '#seedwork/dominio/dinero.ts'
import { type FechaCivil, hoyEn } from '#seedwork/dominio/fecha.ts'
import { type AccionPermitida, accionesDe } from '../dominio/acciones.ts'
import { type Contrato, canonEn, type Estado, firmasPendientes } from '../dominio/contrato.ts'
import type { Advertencia } from '../dominio/decisiones.ts'
import { anioDeIndice } from '../dominio/incremento.ts'
import type { ContratoVersionado } from '../dominio/repositorios.ts'
import { escribir, type TerminosEscritos } from '../dominio/terminos.ts'
import { diasRestantes, type Vigencia, vigencia } from '../dominio/vigencia.ts'

export type FirmaVista = Readonly<{ id_parte: string; firmada_en: string; por: string }>
export type TramoVista = Readonly<{ desde: string; hasta: string; monto: string; causa: string }>
export type OtrosiVista = Readonly<{
  numero: number
  efectiva: string
  cambios: Readonly<Record<string, string>>
  registrado_en: string
}>
export type TerminacionVista = Readonly<{
  fecha: string
  motivo: string
  penalidad: Readonly<{ monto: string; moneda: string }> | null
}>

/** Un aniversario cumplido cuyo índice no se ha publicado; se aplica solo cuando se publique. */
export type IncrementoPendienteVista = Readonly<{ aniversario: string; serie: 'ipc'; anio: number }>

/** El contrato como lo ve quien llama: lo que contestan los comandos y las consultas. */
export type ContratoVista = TerminosEscritos &
  Readonly<{
    id: string
    numero: string
    version: number
    revision: number
    hash: string
    estado: Estado
    vigencia: Vigencia | null
    dias_restantes: number | null
    /** Canon que rige hoy, en `moneda`. */
    canon_vigente: string
    tramos: readonly TramoVista[]
    firmas: readonly FirmaVista[]
    /** Partes que aún no firman. */
    firmas_pendientes: readonly string[]
    otrosies: readonly OtrosiVista[]
    incremento_pendiente: IncrementoPendienteVista | null
    renueva_a: string | null
    renovado_por: string | null
    terminacion: TerminacionVista | null
    acciones: readonly AccionPermitida[]
    fecha_creacion: string
    fecha_actualizacion: string
  }>

/** Lo que contestan crear y actualizar: además, lo que merece una mirada. */
export type ContratoConAdvertencias = ContratoVista & Readonly<{ advertencias: readonly Advertencia[] }>

const dineroVista = (d: Dinero) => ({ monto: aTexto(d), moneda: d.moneda })

const terminacionVista = (c: Contrato): TerminacionVista | null => {
  if (c.estado !== 'Terminado') return null
  const { fecha, motivo, penalidad } = c.terminacion
  return { fecha, motivo, penalidad: penalidad && dineroVista(penalidad) }
}

const historia = (c: Contrato): Pick<ContratoVista, 'tramos' | 'firmas' | 'otrosies'> => ({
  tramos: c.tramos.map((t) => ({ desde: t.desde, hasta: t.hasta, monto: aTexto(t.canon), causa: t.causa })),
  firmas: c.firmas.map((f) => ({ id_parte: f.idParte, firmada_en: f.firmadaEn, por: f.por })),
  otrosies: c.otrosies.map(({ numero, efectiva, cambios, en }) => ({
    numero,
    efectiva,
    cambios,
    registrado_en: en,
  })),
})

/** Arma la vista de un contrato en el día `hoy` de su zona. Pura: la usan los casos de uso y las consultas. */
export const representar = ({ version, estado: c }: ContratoVersionado, hoy: FechaCivil): ContratoVista => ({
  id: c.id,
  numero: c.numero,
  version,
  revision: c.revision,
  hash: c.hash,
  estado: c.estado,
  vigencia: vigencia(c, hoy),
  dias_restantes: diasRestantes(c, hoy),
  ...escribir(c.terminos),
  canon_vigente: aTexto(canonEn(c, hoy)),
  ...historia(c),
  firmas_pendientes: c.estado === 'Pendiente' ? firmasPendientes(c) : [],
  incremento_pendiente: c.indicePendiente && {
    aniversario: c.indicePendiente,
    serie: 'ipc',
    anio: anioDeIndice(c.indicePendiente),
  },
  renueva_a: c.renuevaA,
  renovado_por: c.renovadoPor,
  terminacion: terminacionVista(c),
  acciones: accionesDe(c, hoy),
  fecha_creacion: c.creadoEn,
  fecha_actualizacion: c.actualizadoEn,
})

/** La vista en el «hoy» de la zona del contrato en ese instante. */
export const representarEn = (fila: ContratoVersionado, ahora: Temporal.Instant): ContratoVista =>
  representar(fila, hoyEn(fila.estado.zona, ahora))
