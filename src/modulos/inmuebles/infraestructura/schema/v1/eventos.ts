import { definirMensaje, type EventoDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Campo, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

const topico = 'eventos-inmueble'
const namespace = 'co.alpes.inmuebles'

const CAMPOS_FICHA = [
  { name: 'codigo', type: 'int', doc: 'Número corto; el de la plataforma anterior, si lo tenía.' },
  { name: 'nombre', type: 'string' },
  { name: 'tipo', type: 'string', doc: 'local, oficina, bodega, consultorio o lote.' },
  { name: 'ciudad', type: 'string' },
  { name: 'pais', type: 'string', default: 'CO', doc: 'ISO 3166-1, dos letras.' },
  { name: 'zona', type: 'string', doc: 'Zona horaria IANA: decide qué día es hoy en el inmueble.' },
  { name: 'area_m2', type: ['null', 'string'], default: null, doc: 'Decimal exacto; nulo: provisional.' },
] as const satisfies readonly Campo[]

const FICHA = {
  type: 'record',
  name: 'FichaInmueble',
  namespace,
  fields: CAMPOS_FICHA,
} as const satisfies EsquemaRegistro

export const InmuebleCreado = definirMensaje({
  topico,
  tipo: 'InmuebleCreado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'InmuebleCreado',
    namespace,
    doc: 'Entra un inmueble a la cartera.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'fecha_creacion', type: 'long', doc: 'ms desde la época.' },
      ...CAMPOS_FICHA,
    ],
  },
})

export const InmuebleActualizado = definirMensaje({
  topico,
  tipo: 'InmuebleActualizado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'InmuebleActualizado',
    namespace,
    doc: 'Cambia la ficha de un inmueble.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'antes', type: FICHA },
      { name: 'despues', type: FICHA },
    ],
  },
})

export const InmuebleOcupado = definirMensaje({
  topico,
  tipo: 'InmuebleOcupado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'InmuebleOcupado',
    namespace,
    doc: 'Un contrato firmado lo ocupa.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'id_contrato', type: 'string' },
      { name: 'desde', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'hasta', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
    ],
  },
})

export const InmuebleDesocupado = definirMensaje({
  topico,
  tipo: 'InmuebleDesocupado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'InmuebleDesocupado',
    namespace,
    doc: 'El contrato que lo ocupaba deja de hacerlo.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'id_contrato', type: 'string' },
      { name: 'desde', type: 'string', doc: 'AAAA-MM-DD: primer día libre.' },
    ],
  },
})

export const InmuebleRetirado = definirMensaje({
  topico,
  tipo: 'InmuebleRetirado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'InmuebleRetirado',
    namespace,
    doc: 'Sale de la cartera: no admite contratos nuevos.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'motivo', type: ['null', 'string'], default: null },
    ],
  },
})

export const EVENTOS_INMUEBLE = [
  InmuebleCreado,
  InmuebleActualizado,
  InmuebleOcupado,
  InmuebleDesocupado,
  InmuebleRetirado,
] as const

/** Todo lo que un consumidor puede recibir en `eventos-inmueble`. */
export type EventoInmuebleV1 = EventoDe<(typeof EVENTOS_INMUEBLE)[number]>
