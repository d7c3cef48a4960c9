import { definirMensaje, type EventoDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Campo, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

const topico = 'eventos-cliente'
const namespace = 'co.alpes.clientes'

const DOCUMENTO = {
  type: 'record',
  name: 'Documento',
  namespace,
  fields: [
    { name: 'tipo', type: 'string', doc: 'CC, CE, PASAPORTE, NIT u OTRO.' },
    { name: 'numero', type: 'string' },
  ],
} as const satisfies EsquemaRegistro

const CAMPOS_FICHA = [
  { name: 'codigo', type: 'int', doc: 'Número corto; el de la plataforma anterior, si lo tenía.' },
  { name: 'tipo', type: 'string', doc: 'natural o empresa.' },
  { name: 'nombre', type: 'string' },
  { name: 'documento', type: ['null', DOCUMENTO], default: null, doc: 'Nulo: cliente provisional.' },
  { name: 'correo', type: ['null', 'string'], default: null, doc: 'Nulo: no se le puede escribir.' },
  { name: 'idioma', type: 'string', default: 'es', doc: 'es o en.' },
] as const satisfies readonly Campo[]

const FICHA = {
  type: 'record',
  name: 'FichaCliente',
  namespace,
  fields: CAMPOS_FICHA,
} as const satisfies EsquemaRegistro

export const ClienteCreado = definirMensaje({
  topico,
  tipo: 'ClienteCreado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ClienteCreado',
    namespace,
    doc: 'Se registra un cliente: compañía, inquilino o codeudor.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'fecha_creacion', type: 'long', doc: 'ms desde la época.' },
      ...CAMPOS_FICHA,
    ],
  },
})

export const ClienteActualizado = definirMensaje({
  topico,
  tipo: 'ClienteActualizado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ClienteActualizado',
    namespace,
    doc: 'Cambia la ficha de un cliente.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'antes', type: FICHA },
      { name: 'despues', type: FICHA },
    ],
  },
})

export const EVENTOS_CLIENTE = [ClienteCreado, ClienteActualizado] as const

/** Todo lo que un consumidor puede recibir en `eventos-cliente`. */
export type EventoClienteV1 = EventoDe<(typeof EVENTOS_CLIENTE)[number]>
