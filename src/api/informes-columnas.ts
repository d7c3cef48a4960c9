import type {
  FilaOcupacion,
  FilaPendiente,
  FilaRentRoll,
  FilaVencimiento,
  Resumen,
} from '#modulos/contratos/modulo.ts'
import type { Columnas } from './csv.ts'

/** Las que dan el contrato de una fila y su inmueble, iguales en los informes de contratos. */
const DE_CONTRATO = {
  numero: (f) => f.numero,
  estado: (f) => f.estado,
  codigo: (f) => f.codigo,
  propiedad: (f) => f.propiedad,
  ciudad: (f) => f.ciudad,
  compania: (f) => f.compania,
  inquilino: (f) => f.inquilino,
  canon: (f) => f.canon,
  moneda: (f) => f.moneda,
} satisfies Columnas<FilaVencimiento | FilaPendiente>

/** Las que dan el inmueble de una fila, iguales en los informes de inmuebles. */
const DE_INMUEBLE = {
  codigo: (f) => f.codigo,
  propiedad: (f) => f.propiedad,
  tipo: (f) => f.tipo,
  ciudad: (f) => f.ciudad,
  area_m2: (f) => f.area_m2,
  ocupado: (f) => (f.ocupado ? 'si' : 'no'),
  numero: (f) => f.numero,
} satisfies Columnas<FilaRentRoll | FilaOcupacion>

/** Columnas de cada informe en CSV. Fechas ISO, montos decimales y su moneda aparte. */
export const COLUMNAS_RENT_ROLL: Columnas<FilaRentRoll> = {
  ...DE_INMUEBLE,
  estado: (f) => f.estado,
  compania: (f) => f.compania,
  inquilino: (f) => f.inquilino,
  canon: (f) => f.canon,
  moneda: (f) => f.moneda,
  fecha_inicio: (f) => f.fecha_inicio,
  fecha_fin: (f) => f.fecha_fin,
  dias: (f) => f.dias,
}

export const COLUMNAS_OCUPACION: Columnas<FilaOcupacion> = {
  ...DE_INMUEBLE,
  proxima_disponibilidad: (f) => f.proxima_disponibilidad,
  dias_vacante: (f) => f.dias_vacante,
}

export const COLUMNAS_VENCIMIENTOS: Columnas<FilaVencimiento> = {
  tramo: (f) => f.tramo,
  dias: (f) => f.dias,
  fecha_fin: (f) => f.fecha_fin,
  ...DE_CONTRATO,
  sucesor: (f) => f.sucesor?.numero ?? null,
}

export const COLUMNAS_PENDIENTES: Columnas<FilaPendiente> = {
  tipo: (f) => f.tipo,
  desde: (f) => f.desde,
  dias: (f) => f.dias,
  ...DE_CONTRATO,
  faltan: (f) => f.faltan.map((p) => p.nombre ?? p.id).join(', '),
  falta_indice: (f) => f.falta_indice,
}

/** Una cifra del resumen como fila. */
export type Cifra = Readonly<{
  seccion: string
  clave: string
  valor: string | number | null
  moneda: string | null
}>

export const COLUMNAS_RESUMEN: Columnas<Cifra> = {
  seccion: (c) => c.seccion,
  clave: (c) => c.clave,
  valor: (c) => c.valor,
  moneda: (c) => c.moneda,
}

const seccion = (nombre: string, cifras: Readonly<Record<string, string | number | null>>): Cifra[] =>
  Object.entries(cifras).map(([clave, valor]) => ({ seccion: nombre, clave, valor, moneda: null }))

/** El resumen desplegado, una cifra por fila. */
export const cifrasDe = (r: Resumen): Cifra[] => [
  ...seccion('estado', r.contratos.por_estado),
  ...seccion('vigencia', r.contratos.por_vigencia),
  ...r.totales_por_moneda.flatMap(({ moneda, monto, contratos }) => [
    { seccion: 'canon', clave: 'monto', valor: monto, moneda },
    { seccion: 'canon', clave: 'contratos', valor: contratos, moneda },
  ]),
  ...seccion('ocupacion', r.ocupacion),
  ...seccion('por_vencer', r.por_vencer),
  ...seccion('pendientes', r.pendientes),
]
