import Type from 'typebox'
import {
  ESTADOS,
  ORDENES_PENDIENTES,
  ORDENES_RENT_ROLL,
  ORDENES_VENCIMIENTOS,
  TIPOS_PENDIENTE,
  TRAMOS_VENCIMIENTO,
  VIGENCIAS,
} from '#modulos/contratos/modulo.ts'
import { OPCIONES_CSV } from './csv.ts'
import {
  consultaDeLista,
  enumerado,
  Fecha,
  Moneda,
  Monto,
  nulo,
  objeto,
  TotalMoneda,
  texto,
  Uuid,
} from './esquemas.ts'

const entero = Type.Integer()
const cadena = Type.String()
const Estado = enumerado(ESTADOS)
const Tramo = enumerado(TRAMOS_VENCIMIENTO)
const TipoPendiente = enumerado(TIPOS_PENDIENTE)
const Totales = Type.Array(TotalMoneda)
const Porcentaje = nulo(
  Type.String({ description: 'Con un decimal; nulo si no hay de qué', examples: ['83.3'] }),
)

const FILTROS = {
  id_compania: Type.Optional(Uuid),
  id_inquilino: Type.Optional(Uuid),
  id_propiedad: Type.Optional(Uuid),
  ciudad: Type.Optional(texto(100)),
  moneda: Type.Optional(Moneda),
  q: Type.Optional(texto(200, { description: 'Nombre, ciudad, parte o comienzo del número; sin tildes' })),
  a_fecha: Type.Optional({ ...Fecha, description: 'Por omisión, hoy en la zona de cada inmueble' }),
  ...OPCIONES_CSV,
}

const venceEn = Type.Optional(Type.Integer({ minimum: 0, maximum: 3_660 }))

export const ConsultaRentRoll = consultaDeLista(ORDENES_RENT_ROLL, { ...FILTROS, vence_en: venceEn })
export const ConsultaOcupacion = consultaDeLista(ORDENES_RENT_ROLL, FILTROS)
export const ConsultaVencimientos = consultaDeLista(ORDENES_VENCIMIENTOS, {
  ...FILTROS,
  vence_en: venceEn,
  tramo: Type.Optional(Type.Array(Tramo, { maxItems: TRAMOS_VENCIMIENTO.length })),
})
export const ConsultaPendientes = consultaDeLista(ORDENES_PENDIENTES, {
  ...FILTROS,
  tipo: Type.Optional(Type.Array(TipoPendiente, { maxItems: TIPOS_PENDIENTE.length })),
})
export const ConsultaResumen = objeto({ a_fecha: Type.Optional(Fecha), ...OPCIONES_CSV })

const DE_INMUEBLE = { id_propiedad: Uuid, codigo: entero, propiedad: cadena, ciudad: cadena }

const Ocupados = objeto({
  inmuebles: entero,
  ocupados: entero,
  vacantes: entero,
  porcentaje: Porcentaje,
  area_m2: cadena,
  area_ocupada_m2: cadena,
  porcentaje_area: Porcentaje,
})
const PorVencer = objeto({ hasta_30: entero, de_31_a_60: entero, de_61_a_90: entero })

/** Una página de un informe, con lo que suma todo su filtro. */
const informe = <P extends Parameters<typeof objeto>[0], C extends Parameters<typeof objeto>[0]>(
  fila: P,
  cabecera: C,
) =>
  objeto({
    a_fecha: nulo(Fecha),
    total: entero,
    ...cabecera,
    elementos: Type.Array(objeto(fila)),
    siguiente: nulo(cadena),
  })

export const RentRoll = informe(
  {
    ...DE_INMUEBLE,
    tipo: cadena,
    area_m2: nulo(cadena),
    ocupado: Type.Boolean(),
    id_contrato: nulo(Uuid),
    numero: nulo(cadena),
    estado: nulo(Estado),
    id_compania: nulo(Uuid),
    compania: nulo(cadena),
    id_inquilino: nulo(Uuid),
    inquilino: nulo(cadena),
    canon: nulo(Monto),
    moneda: nulo(Moneda),
    fecha_inicio: nulo(Fecha),
    fecha_fin: nulo(Fecha),
    dias: nulo(entero),
  },
  { totales_por_moneda: Totales, ocupacion: Ocupados, por_vencer: PorVencer },
)

export const Ocupacion = informe(
  {
    ...DE_INMUEBLE,
    tipo: cadena,
    area_m2: nulo(cadena),
    ocupado: Type.Boolean(),
    numero: nulo(cadena),
    proxima_disponibilidad: Fecha,
    dias_vacante: nulo(entero),
    tramos: Type.Array(
      objeto({
        id_contrato: nulo(Uuid),
        numero: nulo(cadena),
        desde: Fecha,
        hasta: nulo(Fecha),
        dias: nulo(entero),
      }),
    ),
  },
  { ocupacion: Ocupados },
)

const DE_CONTRATO = {
  id: Uuid,
  numero: cadena,
  estado: Estado,
  ...DE_INMUEBLE,
  id_compania: Uuid,
  compania: nulo(cadena),
  id_inquilino: Uuid,
  inquilino: nulo(cadena),
  canon: Monto,
  moneda: Moneda,
  fecha_inicio: Fecha,
  fecha_fin: Fecha,
}

export const Vencimientos = informe(
  {
    tramo: Tramo,
    dias: entero,
    ...DE_CONTRATO,
    sucesor: nulo(objeto({ id: Uuid, numero: cadena, estado: Estado })),
  },
  {
    totales_por_moneda: Totales,
    tramos: Type.Array(
      objeto({
        tramo: Tramo,
        contratos: entero,
        con_sucesor: entero,
        canon: Totales,
        en_riesgo: Type.Array(TotalMoneda, { description: 'El canon de los que no tienen sucesor' }),
      }),
    ),
  },
)

const porTipo = objeto({ firma: entero, procesamiento: entero, incremento: entero })

export const Pendientes = informe(
  {
    tipo: TipoPendiente,
    desde: Fecha,
    dias: entero,
    ...DE_CONTRATO,
    faltan: Type.Array(objeto({ id: Uuid, nombre: nulo(cadena) })),
    falta_indice: nulo(Type.Integer({ description: 'Año del IPC que se espera' })),
  },
  { totales_por_moneda: Totales, por_tipo: porTipo },
)

const cuentas = (claves: readonly string[]) => objeto(Object.fromEntries(claves.map((c) => [c, entero])))

export const Resumen = objeto({
  a_fecha: nulo(Fecha),
  posicion: Type.Integer({ description: 'De `eventos-contrato`: desde ahí se sigue en vivo' }),
  contratos: objeto({ total: entero, por_estado: cuentas(ESTADOS), por_vigencia: cuentas(VIGENCIAS) }),
  totales_por_moneda: Totales,
  ocupacion: Ocupados,
  por_vencer: PorVencer,
  pendientes: porTipo,
})
