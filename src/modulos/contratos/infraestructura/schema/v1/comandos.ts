import { definirMensaje, type EventoDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { VERSION_ESPERADA } from '#seedwork/infraestructura/esquemas/version-esperada.ts'
import {
  AplicarIncremento,
  ProrrogarContrato,
  RegistrarOtrosi,
  RenovarContrato,
  TerminarAnticipadamente,
} from './comandos-vida.ts'
import { CAMPOS_TERMINOS, CLAUSULA, INCREMENTO } from './comunes.ts'

const topico = 'comandos-contrato'
const namespace = 'co.alpes.contratos'

export const CrearContrato = definirMensaje({
  topico,
  tipo: 'CrearContrato',
  version: 1,
  esquema: {
    type: 'record',
    name: 'CrearContrato',
    namespace,
    doc: 'Pide un contrato nuevo. `numero` nulo: lo asigna la plataforma.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: ['null', 'string'], default: null },
      ...CAMPOS_TERMINOS,
    ],
  },
})

export const ActualizarContrato = definirMensaje({
  topico,
  tipo: 'ActualizarContrato',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ActualizarContrato',
    namespace,
    doc: 'Cambia los términos de un contrato pendiente. Un campo nulo se queda como está.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: ['null', 'string'], default: null },
      { name: 'id_propiedad', type: ['null', 'string'], default: null },
      { name: 'id_compania', type: ['null', 'string'], default: null },
      { name: 'id_inquilino', type: ['null', 'string'], default: null },
      { name: 'codeudores', type: ['null', { type: 'array', items: 'string' }], default: null },
      { name: 'fecha_inicio', type: ['null', 'string'], default: null },
      { name: 'fecha_fin', type: ['null', 'string'], default: null },
      { name: 'monto', type: ['null', 'string'], default: null },
      { name: 'moneda', type: ['null', 'string'], default: null },
      { name: 'periodicidad', type: ['null', 'string'], default: null },
      { name: 'incremento', type: ['null', INCREMENTO], default: null },
      { name: 'clausulas', type: ['null', { type: 'array', items: CLAUSULA }], default: null },
      VERSION_ESPERADA,
    ],
  },
})

export const FirmarContrato = definirMensaje({
  topico,
  tipo: 'FirmarContrato',
  version: 1,
  esquema: {
    type: 'record',
    name: 'FirmarContrato',
    namespace,
    doc: 'Firma en nombre de una parte el texto de ese `hash`.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'id_parte', type: 'string' },
      { name: 'hash', type: 'string', doc: 'Hash de los términos que se leyeron.' },
      VERSION_ESPERADA,
    ],
  },
})

export const EliminarContrato = definirMensaje({
  topico,
  tipo: 'EliminarContrato',
  version: 1,
  esquema: {
    type: 'record',
    name: 'EliminarContrato',
    namespace,
    doc: 'Anula un contrato pendiente.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'motivo', type: ['null', 'string'], default: null },
      VERSION_ESPERADA,
    ],
  },
})

export const ProcesarContrato = definirMensaje({
  topico,
  tipo: 'ProcesarContrato',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ProcesarContrato',
    namespace,
    doc: 'Pone en ejecución un contrato firmado.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'acta_entrega', type: 'boolean', doc: 'El acta de entrega del inmueble está firmada.' },
      VERSION_ESPERADA,
    ],
  },
})

export const COMANDOS_CONTRATO = [
  CrearContrato,
  ActualizarContrato,
  FirmarContrato,
  EliminarContrato,
  ProcesarContrato,
  RegistrarOtrosi,
  ProrrogarContrato,
  AplicarIncremento,
  RenovarContrato,
  TerminarAnticipadamente,
] as const

/** Todo lo que puede llegar por `comandos-contrato`. */
export type ComandoContratoV1 = EventoDe<(typeof COMANDOS_CONTRATO)[number]>
