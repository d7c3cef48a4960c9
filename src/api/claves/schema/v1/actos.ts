import { definirMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Campo } from '#seedwork/infraestructura/esquemas/tipos.ts'

const topico = 'actos-clave'
const namespace = 'co.alpes.claves'

// Ni el texto de la clave ni su huella: esto se lee, y queda para siempre.
const QUE_CLAVE = [
  { name: 'id', type: 'string', doc: 'Lo que va entre `pk_` y el segundo `_`.' },
  { name: 'nombre', type: 'string', doc: 'Con qué nombre actúa quien la use.' },
  { name: 'roles', type: { type: 'array', items: 'string' } },
  {
    name: 'partes',
    type: { type: 'array', items: 'string' },
    doc: 'Por quiénes firma, si sólo es firmante.',
  },
] as const satisfies readonly Campo[]

export const ClaveCreada = definirMensaje({
  topico,
  tipo: 'ClaveCreada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ClaveCreada',
    namespace,
    doc: 'Se hace una clave de API: qué papeles se dan, y para qué.',
    fields: [
      ...QUE_CLAVE,
      { name: 'motivo', type: 'string', doc: 'Para qué.' },
      {
        name: 'caduca_en',
        type: ['null', 'long'],
        default: null,
        doc: 'ms desde la época. Nulo: hasta que se revoque.',
      },
    ],
  },
})

export const ClaveRevocada = definirMensaje({
  topico,
  tipo: 'ClaveRevocada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ClaveRevocada',
    namespace,
    doc: 'Una clave de API deja de valer: qué papeles se quitan, y por qué.',
    fields: [...QUE_CLAVE, { name: 'motivo', type: 'string', doc: 'Por qué.' }],
  },
})

export const ACTOS_CLAVE = [ClaveCreada, ClaveRevocada] as const
