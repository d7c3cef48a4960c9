import type { EstadoContrato, TIPOS_INMUEBLE, Vigencia } from '../../nucleo/tipos.ts'

/** Lo que suma un filtro en una moneda. */
export type TotalMoneda = Readonly<{ moneda: string; monto: string; contratos: number }>

export type Ocupados = Readonly<{
  inmuebles: number
  ocupados: number
  vacantes: number
  porcentaje: string | null
  area_m2: string
  area_ocupada_m2: string
  porcentaje_area: string | null
}>

export type PorVencer = Readonly<{ hasta_30: number; de_31_a_60: number; de_61_a_90: number }>

type DeInmueble = Readonly<{ id_propiedad: string; codigo: number; propiedad: string; ciudad: string }>
type ConTipo = DeInmueble &
  Readonly<{ tipo: (typeof TIPOS_INMUEBLE)[number]; area_m2: string | null; ocupado: boolean }>

/** Un informe en página, con lo suyo en la cabecera. */
export type Informe<F, C = unknown> = Readonly<{
  a_fecha: string | null
  total: number
  elementos: readonly F[]
  siguiente: string | null
}> &
  Readonly<C>

export type FilaRentRoll = ConTipo &
  Readonly<{
    id_contrato: string | null
    numero: string | null
    estado: EstadoContrato | null
    compania: string | null
    inquilino: string | null
    canon: string | null
    moneda: string | null
    fecha_inicio: string | null
    fecha_fin: string | null
    dias: number | null
  }>
export type RentRoll = Informe<
  FilaRentRoll,
  { totales_por_moneda: readonly TotalMoneda[]; ocupacion: Ocupados; por_vencer: PorVencer }
>

export type TramoOcupado = Readonly<{
  id_contrato: string | null
  numero: string | null
  desde: string
  hasta: string | null
}>
export type FilaOcupacion = ConTipo &
  Readonly<{
    numero: string | null
    proxima_disponibilidad: string
    dias_vacante: number | null
    tramos: readonly TramoOcupado[]
  }>
export type Ocupacion = Informe<FilaOcupacion, { ocupacion: Ocupados }>

type DeContrato = DeInmueble &
  Readonly<{
    id: string
    numero: string
    estado: EstadoContrato
    compania: string | null
    inquilino: string | null
    canon: string
    moneda: string
    fecha_inicio: string
    fecha_fin: string
  }>

export const TRAMOS = ['vencidos', 'hasta_30', 'de_31_a_60', 'de_61_a_90', 'de_91_a_180'] as const
export type Tramo = (typeof TRAMOS)[number]
export type FilaVencimiento = DeContrato &
  Readonly<{ tramo: Tramo; dias: number; sucesor: Readonly<{ id: string; numero: string }> | null }>
export type SumaTramo = Readonly<{
  tramo: Tramo
  contratos: number
  con_sucesor: number
  en_riesgo: readonly TotalMoneda[]
}>
export type Vencimientos = Informe<FilaVencimiento, { tramos: readonly SumaTramo[] }>

export const TIPOS_PENDIENTE = ['firma', 'procesamiento', 'incremento'] as const
export type TipoPendiente = (typeof TIPOS_PENDIENTE)[number]
type PorTipo = Readonly<Record<TipoPendiente, number>>
export type FilaPendiente = DeContrato &
  Readonly<{
    tipo: TipoPendiente
    desde: string
    dias: number
    faltan: readonly Readonly<{ id: string; nombre: string | null }>[]
    falta_indice: number | null
  }>
export type Pendientes = Informe<FilaPendiente, { por_tipo: PorTipo }>

export type Resumen = Readonly<{
  a_fecha: string | null
  contratos: Readonly<{
    total: number
    por_estado: Readonly<Record<EstadoContrato, number>>
    por_vigencia: Readonly<Record<Vigencia, number>>
  }>
  totales_por_moneda: readonly TotalMoneda[]
  ocupacion: Ocupados
  por_vencer: PorVencer
  pendientes: PorTipo
}>
