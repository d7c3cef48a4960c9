import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { Estado } from '../../../dominio/contrato.ts'
import type { Vigencia } from '../../../dominio/vigencia.ts'
import type { Filtro } from '../filtro-contratos.ts'
import type { Calendario, TotalMoneda } from '../puertos.ts'
import type { TramoDeLinea } from './linea.ts'

export const ORDENES_RENT_ROLL = ['codigo', 'propiedad', 'ciudad', 'fecha_fin', 'area_m2'] as const
export type OrdenRentRoll = (typeof ORDENES_RENT_ROLL)[number]

export const ORDENES_VENCIMIENTOS = ['fecha_fin', 'codigo'] as const
export type OrdenVencimientos = (typeof ORDENES_VENCIMIENTOS)[number]

export const ORDENES_PENDIENTES = ['desde', 'codigo'] as const
export type OrdenPendientes = (typeof ORDENES_PENDIENTES)[number]

/** De un inmueble, lo que sale en cada fila de un informe. */
export type DeInmueble = Readonly<{
  id_propiedad: string
  codigo: number
  propiedad: string
  ciudad: string
}>

/**
 * Un inmueble y el contrato que lo ocupa ese día. Lo del contrato es `null` si está vacante. `fecha_fin` es
 * el último día efectivo, y `canon` el del tramo de ese día, por mes.
 */
export type FilaRentRoll = DeInmueble &
  Readonly<{
    tipo: string
    area_m2: string | null
    ocupado: boolean
    id_contrato: string | null
    numero: string | null
    estado: Estado | null
    id_compania: string | null
    compania: string | null
    id_inquilino: string | null
    inquilino: string | null
    canon: string | null
    moneda: string | null
    fecha_inicio: string | null
    fecha_fin: string | null
    dias: number | null
  }>

/** Partes de un todo en porcentaje con un decimal, o `null` si el todo es cero. Áreas: decimales exactos. */
export type Ocupados = Readonly<{
  inmuebles: number
  ocupados: number
  vacantes: number
  porcentaje: string | null
  area_m2: string
  area_ocupada_m2: string
  porcentaje_area: string | null
}>

/** Los ocupados que terminan pronto, por días que faltan. */
export type PorVencer = Readonly<{ hasta_30: number; de_31_a_60: number; de_61_a_90: number }>

/** Todo informe suma todo su filtro, no la página. `a_fecha` nula: hoy en la zona de cada inmueble. */
export type Cabecera = Readonly<{
  a_fecha: string | null
  total: number
  totales_por_moneda: readonly TotalMoneda[]
}>

export type CabeceraRentRoll = Cabecera & Readonly<{ ocupacion: Ocupados; por_vencer: PorVencer }>

/** Cómo está un inmueble ese día, con su historia de ocupaciones y huecos. */
export type FilaOcupacion = DeInmueble &
  Readonly<{
    tipo: string
    area_m2: string | null
    ocupado: boolean
    numero: string | null
    /** Primer día libre desde la fecha, incluida. */
    proxima_disponibilidad: string
    /** Días desde que quedó libre; `null` si está ocupado o nunca lo estuvo. */
    dias_vacante: number | null
    tramos: readonly TramoDeLinea[]
  }>

export type CabeceraOcupacion = Omit<CabeceraRentRoll, 'totales_por_moneda' | 'por_vencer'>

export const TRAMOS_VENCIMIENTO = ['vencidos', 'hasta_30', 'de_31_a_60', 'de_61_a_90', 'de_91_a_180'] as const
export type TramoVencimiento = (typeof TRAMOS_VENCIMIENTO)[number]

type DeContrato = Readonly<{
  id: string
  numero: string
  estado: Estado
  id_compania: string
  compania: string | null
  id_inquilino: string
  inquilino: string | null
  canon: string
  moneda: string
  fecha_inicio: string
  fecha_fin: string
}>

/** Un contrato que termina pronto, o que terminó y por el que nadie hizo nada. `dias` negativo: ya terminó. */
export type FilaVencimiento = DeInmueble &
  DeContrato &
  Readonly<{
    tramo: TramoVencimiento
    dias: number
    /** Su renovación, o el siguiente contrato firmado del inmueble. */
    sucesor: Readonly<{ id: string; numero: string; estado: Estado }> | null
  }>

export type CabeceraVencimientos = Cabecera &
  Readonly<{
    /** Contratos, cuántos tienen sucesor, su canon y el que está en riesgo (el de los que no), por tramo. */
    tramos: readonly Readonly<{
      tramo: TramoVencimiento
      contratos: number
      con_sucesor: number
      canon: readonly TotalMoneda[]
      en_riesgo: readonly TotalMoneda[]
    }>[]
  }>

export const TIPOS_PENDIENTE = ['firma', 'procesamiento', 'incremento'] as const
export type TipoPendiente = (typeof TIPOS_PENDIENTE)[number]

/** Algo que alguien tiene que hacer. */
export type FilaPendiente = DeInmueble &
  DeContrato &
  Readonly<{
    tipo: TipoPendiente
    /** Desde cuándo hace falta: el inicio del contrato, o el aniversario del incremento. */
    desde: string
    /** Días que han pasado; negativo si todavía no llega. */
    dias: number
    /** Quién falta por firmar. */
    faltan: readonly Readonly<{ id: string; nombre: string | null }>[]
    /** Año del IPC sin publicar que el incremento espera. */
    falta_indice: number | null
  }>

export type CabeceraPendientes = Cabecera & Readonly<{ por_tipo: Readonly<Record<TipoPendiente, number>> }>

/** Las cifras del día. `posicion`: hasta dónde de `eventos-contrato` llegan, para seguir desde ahí en vivo. */
export type Resumen = Readonly<{
  a_fecha: string | null
  posicion: number
  contratos: Readonly<{
    total: number
    por_estado: Readonly<Record<Estado, number>>
    por_vigencia: Readonly<Record<Vigencia, number>>
  }>
  /** Canon de los contratos que ocupan ese día. */
  totales_por_moneda: readonly TotalMoneda[]
  ocupacion: Ocupados
  por_vencer: PorVencer
  pendientes: Readonly<Record<TipoPendiente, number>>
}>

/** Lo que se pide a un informe, ya comprobado. `tramo` y `tipo` sólo los entienden los suyos. */
export type FiltroDeInforme = Filtro &
  Readonly<{ tramo?: readonly TramoVencimiento[] | undefined; tipo?: readonly TipoPendiente[] | undefined }>

export type PedidoInforme<O extends string> = Readonly<{
  filtro: FiltroDeInforme
  calendario: Calendario
  /** El día pedido, tal cual; `null` si es hoy. */
  aFecha: string | null
  pagineo: Pagineo<O>
}>

/** Un informe por páginas, con su cabecera, y sus filas solas para bajarlo entero. */
export type Informe<F, C, O extends string> = {
  /** La página y la cabecera salen de una misma instantánea. */
  ver(pedido: PedidoInforme<O>): Promise<Pagina<F> & C>
  /** Todas las filas por trozos, cada uno en su lectura: nada queda abierto mientras alguien descarga. */
  recorrer(pedido: PedidoInforme<O>): AsyncIterable<readonly F[]>
}

/** Lo que las consultas de informes leen; el adaptador es SQL sobre las tablas de estado. */
export type VistasInformes = {
  rentRoll: Informe<FilaRentRoll, CabeceraRentRoll, OrdenRentRoll>
  vencimientos: Informe<FilaVencimiento, CabeceraVencimientos, OrdenVencimientos>
  ocupacion: Informe<FilaOcupacion, CabeceraOcupacion, OrdenRentRoll>
  pendientes: Informe<FilaPendiente, CabeceraPendientes, OrdenPendientes>
  resumen(pedido: Readonly<{ calendario: Calendario; aFecha: string | null }>): Promise<Resumen>
}
