import Type from 'typebox'
import {
  ACCIONES,
  ESTADOS,
  ORDENES_CONTRATOS,
  TIPOS_INCREMENTO,
  VIGENCIAS,
} from '#modulos/contratos/modulo.ts'
import { OPCIONES_CSV } from './csv.ts'
import {
  consultaDeLista,
  enumerado,
  Fecha,
  Instante,
  listaEntera,
  Moneda,
  Monto,
  Motivo,
  nulo,
  objeto,
  parcial,
  texto,
  Uuid,
} from './esquemas.ts'

const Estado = enumerado(ESTADOS)
const Vigencia = enumerado(VIGENCIAS)
const Numero = texto(40, { examples: ['CT-0001'] })

const Incremento = objeto({
  tipo: enumerado(TIPOS_INCREMENTO),
  puntos_basicos: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
})
const Clausula = objeto({ titulo: texto(200), texto: texto(20_000) })
const Codeudores = Type.Array(Uuid, { maxItems: 20 })
const Clausulas = Type.Array(Clausula, { maxItems: 100 })

const OBLIGATORIOS = {
  id_propiedad: Uuid,
  id_compania: Uuid,
  id_inquilino: Uuid,
  fecha_inicio: Fecha,
  fecha_fin: Fecha,
  monto: Monto,
  moneda: Moneda,
}

const Periodicidad = Type.Enum(['mensual'], { type: 'string' })

export const ContratoNuevo = objeto({
  id: Type.Optional(Uuid),
  numero: Type.Optional(Numero),
  ...OBLIGATORIOS,
  codeudores: Type.Optional(Codeudores),
  periodicidad: Type.Optional(Periodicidad),
  incremento: Type.Optional(Incremento),
  clausulas: Type.Optional(Clausulas),
})

/** Merge-patch (RFC 7396): `null` en lo optativo lo devuelve a su valor inicial. */
export const CambiosContrato = parcial({
  numero: Numero,
  ...OBLIGATORIOS,
  codeudores: nulo(Codeudores),
  periodicidad: nulo(Periodicidad),
  incremento: nulo(Incremento),
  clausulas: nulo(Clausulas),
})

export const Anulacion = objeto({ motivo: Type.Optional(Motivo) })
export const Firma = objeto({
  id_parte: Uuid,
  hash: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'El `hash` de los términos que se leyeron' }),
})
export const Procesamiento = objeto({ acta_entrega: Type.Boolean() })
export const Otrosi = objeto({
  efectiva: { ...Fecha, description: 'Primer día en que rige' },
  cambios: parcial({ monto: Monto, incremento: Incremento, clausulas: Clausulas }),
  firmas: Type.Array(Uuid, { maxItems: 22, description: 'Todas las partes del contrato' }),
})
export const IncrementoPedido = objeto({ aniversario: { ...Fecha, description: 'Aniversario ya cumplido' } })
export const PorAnio = objeto({ anio: Type.String({ pattern: '^(19|2[0-8])[0-9]{2}$', examples: ['2026'] }) })
export const CifraIpc = objeto({
  puntos_basicos: Type.Integer({
    minimum: -10_000,
    maximum: 100_000,
    description: 'Variación anual a diciembre; 520 es 5,20 %',
  }),
})
export const Indice = objeto({
  serie: Type.String(),
  anio: Type.Integer(),
  puntos_basicos: Type.Integer(),
  version: Type.Integer(),
  fecha_actualizacion: Instante,
})
export const Indices = listaEntera(Indice)
export const Prorroga = objeto({ nueva_fin: Fecha })
export const Renovacion = objeto({
  fecha_inicio: Type.Optional({ ...Fecha, description: 'Por omisión, el día siguiente al fin' }),
  fecha_fin: Fecha,
  monto: Type.Optional({ ...Monto, description: 'Por omisión, el último canon' }),
  moneda: Type.Optional(Moneda),
})
export const Terminacion = objeto({
  fecha: { ...Fecha, description: 'Último día del contrato; la víspera del inicio si se desiste' },
  motivo: Motivo,
  penalidad: Type.Optional(objeto({ monto: Monto, moneda: Moneda })),
})

const COMUNES = {
  id: Uuid,
  numero: Type.String(),
  version: Type.Integer(),
  revision: Type.Integer({ description: 'Sube cuando cambian los términos' }),
  hash: Type.String({ description: 'SHA-256 de los términos: lo que se firma' }),
  estado: Estado,
  vigencia: nulo(Vigencia),
  dias_restantes: nulo(Type.Integer()),
  ...OBLIGATORIOS,
  codeudores: Type.Array(Uuid),
  periodicidad: Type.String(),
  incremento: objeto({ tipo: Type.String(), puntos_basicos: Type.Integer() }),
  clausulas: Type.Array(objeto({ titulo: Type.String(), texto: Type.String() })),
  canon_vigente: Monto,
  tramos: Type.Array(objeto({ desde: Fecha, hasta: Fecha, monto: Monto, causa: Type.String() })),
  firmas: Type.Array(objeto({ id_parte: Uuid, firmada_en: Instante, por: Type.String() })),
  firmas_pendientes: Type.Array(Uuid),
  otrosies: Type.Array(
    objeto({
      numero: Type.Integer(),
      efectiva: Fecha,
      cambios: Type.Record(Type.String(), Type.String()),
      registrado_en: Instante,
    }),
  ),
  incremento_pendiente: nulo(
    objeto(
      { aniversario: Fecha, serie: Type.String(), anio: Type.Integer() },
      { description: 'Un aniversario que espera a que se publique su índice' },
    ),
  ),
  renueva_a: nulo(Uuid),
  renovado_por: nulo(Uuid),
  terminacion: nulo(
    objeto({
      fecha: Fecha,
      motivo: Type.String(),
      penalidad: nulo(objeto({ monto: Monto, moneda: Moneda })),
    }),
  ),
  acciones: Type.Array(
    objeto({ accion: enumerado(ACCIONES), permitida: Type.Boolean(), motivo: Type.Optional(Type.String()) }),
  ),
  fecha_creacion: Instante,
  fecha_actualizacion: Instante,
}

const nombre = nulo(Type.String())

/** Lo que contestan los comandos; crear y actualizar llevan además `advertencias`. */
export const Contrato = objeto(
  { ...COMUNES, advertencias: Type.Optional(Type.Array(Type.String())) },
  { $id: 'Contrato' },
)

/** Lo que contestan las lecturas: con los nombres que una lista muestra. */
export const ContratoListado = objeto(
  { ...COMUNES, nombres: objeto({ propiedad: nombre, ciudad: nombre, compania: nombre, inquilino: nombre }) },
  { $id: 'ContratoListado' },
)

export const Consulta = consultaDeLista(ORDENES_CONTRATOS, {
  estado: Type.Optional(Type.Array(Estado, { maxItems: 6, description: 'Sin él, todos menos los anulados' })),
  vigencia: Type.Optional(Type.Array(Vigencia, { maxItems: 4 })),
  id_compania: Type.Optional(Uuid),
  id_inquilino: Type.Optional(Uuid),
  id_propiedad: Type.Optional(Uuid),
  ciudad: Type.Optional(texto(100)),
  moneda: Type.Optional(Moneda),
  inicio_desde: Type.Optional(Fecha),
  inicio_hasta: Type.Optional(Fecha),
  fin_desde: Type.Optional(Fecha),
  fin_hasta: Type.Optional(Fecha),
  vence_en: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_660 })),
  monto_min: Type.Optional(Monto),
  monto_max: Type.Optional(Monto),
  q: Type.Optional(texto(200)),
  a_fecha: Type.Optional(Fecha),
  ...OPCIONES_CSV,
})

export const ConsultaContrato = objeto({ a_fecha: Type.Optional(Fecha) })

export const ConsultaHistorial = objeto({
  desde: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Exclusiva: la posición de la última leída' }),
  ),
  limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 200 })),
})

export const Historial = objeto({
  elementos: Type.Array(
    objeto({
      posicion: Type.Integer(),
      id: Uuid,
      tipo: Type.String(),
      version: Type.Integer(),
      ocurrido_en: Instante,
      guardado_en: Instante,
      actor: Type.String(),
      origen: Type.String(),
      comando: nulo(Type.String()),
      correlacion: Type.String(),
      traceparent: nulo(Type.String()),
      cambios: Type.Array(objeto({ campo: Type.String(), antes: Type.Unknown(), despues: Type.Unknown() })),
    }),
  ),
})
