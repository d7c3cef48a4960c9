import { definirMensaje, type EventoDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { CAMPO_PARTES, CAMPOS_REVISION, CAMPOS_TERMINOS, TERMINOS } from './comunes.ts'
import {
  ContratoProrrogado,
  ContratoTerminado,
  ContratoVencido,
  IncrementoAplicado,
  IncrementoPendienteDeIndice,
  IndicePublicado,
  OtrosiRegistrado,
  RenovacionDeshecha,
  RenovacionIniciada,
} from './eventos-vida.ts'

const topico = 'eventos-contrato'
const namespace = 'co.alpes.contratos'

export const ContratoCreado = definirMensaje({
  topico,
  tipo: 'ContratoCreado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoCreado',
    namespace,
    doc: 'Nace un contrato. Los tres primeros campos son los de la plataforma anterior y no cambian.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'estado', type: 'string' },
      { name: 'fecha_creacion', type: 'long', doc: 'ms desde la época.' },
      { name: 'numero', type: 'string', default: '', doc: 'Número visible, p. ej. CT-0001.' },
      ...CAMPOS_TERMINOS,
      ...CAMPOS_REVISION,
      { name: 'renueva_a', type: ['null', 'string'], default: null, doc: 'Contrato al que sucede.' },
    ],
  },
})

export const ContratoActualizado = definirMensaje({
  topico,
  tipo: 'ContratoActualizado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoActualizado',
    namespace,
    doc: 'Cambian los términos de un contrato pendiente.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      {
        name: 'numero_antes',
        type: 'string',
        default: '',
        doc: 'El número que tenía; el mismo si no cambió.',
      },
      { name: 'antes', type: TERMINOS },
      { name: 'despues', type: TERMINOS },
      ...CAMPOS_REVISION,
    ],
  },
})

export const FirmaRegistrada = definirMensaje({
  topico,
  tipo: 'FirmaRegistrada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'FirmaRegistrada',
    namespace,
    doc: 'Firma una parte. Con la última, en la misma transacción, sigue `ContratoFirmado`.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'id_parte', type: 'string' },
      { name: 'por', type: 'string', doc: 'Principal que firmó; puede hacerlo en nombre de la parte.' },
      { name: 'faltan', type: { type: 'array', items: 'string' }, doc: 'Partes que aún no firman.' },
      ...CAMPOS_REVISION,
    ],
  },
})

export const FirmasInvalidadas = definirMensaje({
  topico,
  tipo: 'FirmasInvalidadas',
  version: 1,
  esquema: {
    type: 'record',
    name: 'FirmasInvalidadas',
    namespace,
    doc: 'Una edición deja sin efecto las firmas que había.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'partes', type: { type: 'array', items: 'string' }, doc: 'Partes que ya habían firmado.' },
      {
        name: 'cambios',
        type: { type: 'array', items: 'string' },
        doc: 'Campos de los términos que cambiaron.',
      },
      ...CAMPOS_REVISION,
    ],
  },
})

export const ContratoFirmado = definirMensaje({
  topico,
  tipo: 'ContratoFirmado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoFirmado',
    namespace,
    doc: 'Firmaron todas las partes: el contrato ocupa su inmueble.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'id_propiedad', type: 'string' },
      { name: 'fecha_inicio', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'fecha_fin', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'monto', type: 'string', doc: 'Canon, decimal exacto.' },
      { name: 'moneda', type: 'string', doc: 'ISO 4217.' },
      CAMPO_PARTES,
      ...CAMPOS_REVISION,
    ],
  },
})

export const ContratoEliminado = definirMensaje({
  topico,
  tipo: 'ContratoEliminado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoEliminado',
    namespace,
    doc: 'Se anula un contrato pendiente.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'motivo', type: ['null', 'string'], default: null },
      CAMPO_PARTES,
    ],
  },
})

export const ContratoProcesado = definirMensaje({
  topico,
  tipo: 'ContratoProcesado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoProcesado',
    namespace,
    doc: 'El inmueble se entregó: el contrato está en ejecución.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'id_propiedad', type: 'string' },
      { name: 'id_compania', type: 'string' },
      { name: 'id_inquilino', type: 'string' },
      { name: 'fecha_inicio', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'fecha_fin', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
    ],
  },
})

export const EVENTOS_CONTRATO = [
  ContratoCreado,
  ContratoActualizado,
  FirmaRegistrada,
  FirmasInvalidadas,
  ContratoFirmado,
  ContratoEliminado,
  ContratoProcesado,
  ContratoTerminado,
  ContratoProrrogado,
  OtrosiRegistrado,
  IncrementoAplicado,
  IncrementoPendienteDeIndice,
  IndicePublicado,
  RenovacionIniciada,
  RenovacionDeshecha,
  ContratoVencido,
] as const

/** Todo lo que un consumidor puede recibir en `eventos-contrato`. */
export type EventoContratoV1 = EventoDe<(typeof EVENTOS_CONTRATO)[number]>
