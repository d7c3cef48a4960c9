import { definirMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { VERSION_ESPERADA } from '#seedwork/infraestructura/esquemas/version-esperada.ts'
import { CLAUSULA, INCREMENTO, PENALIDAD } from './comunes.ts'

const topico = 'comandos-contrato'
const namespace = 'co.alpes.contratos'
const ID = { name: 'id', type: 'string', doc: 'Id del agregado.' } as const

export const RegistrarOtrosi = definirMensaje({
  topico,
  tipo: 'RegistrarOtrosi',
  version: 1,
  esquema: {
    type: 'record',
    name: 'RegistrarOtrosi',
    namespace,
    doc: 'Registra un otrosí que ya firmaron todas las partes. Nulo, lo que no cambia.',
    fields: [
      ID,
      { name: 'efectiva', type: 'string', doc: 'AAAA-MM-DD: primer día en que rige.' },
      { name: 'monto', type: ['null', 'string'], default: null, doc: 'Canon, decimal exacto.' },
      { name: 'incremento', type: ['null', INCREMENTO], default: null },
      { name: 'clausulas', type: ['null', { type: 'array', items: CLAUSULA }], default: null },
      { name: 'firmas', type: { type: 'array', items: 'string' }, doc: 'Las partes que lo firmaron.' },
      VERSION_ESPERADA,
    ],
  },
})

export const ProrrogarContrato = definirMensaje({
  topico,
  tipo: 'ProrrogarContrato',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ProrrogarContrato',
    namespace,
    doc: 'Alarga el plazo en las mismas condiciones.',
    fields: [ID, { name: 'nueva_fin', type: 'string', doc: 'AAAA-MM-DD, incluida.' }, VERSION_ESPERADA],
  },
})

export const AplicarIncremento = definirMensaje({
  topico,
  tipo: 'AplicarIncremento',
  version: 1,
  esquema: {
    type: 'record',
    name: 'AplicarIncremento',
    namespace,
    doc: 'Sube el canon desde un aniversario ya cumplido.',
    fields: [ID, { name: 'aniversario', type: 'string', doc: 'AAAA-MM-DD.' }, VERSION_ESPERADA],
  },
})

export const RenovarContrato = definirMensaje({
  topico,
  tipo: 'RenovarContrato',
  version: 1,
  esquema: {
    type: 'record',
    name: 'RenovarContrato',
    namespace,
    doc: 'Redacta el contrato que sucede a éste.',
    fields: [
      ID,
      { name: 'id_nuevo', type: 'string', doc: 'Id del contrato que nace.' },
      {
        name: 'fecha_inicio',
        type: ['null', 'string'],
        default: null,
        doc: 'Nula: el día siguiente al fin.',
      },
      { name: 'fecha_fin', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'monto', type: ['null', 'string'], default: null, doc: 'Nulo: el último canon.' },
      { name: 'moneda', type: ['null', 'string'], default: null, doc: 'ISO 4217.' },
      VERSION_ESPERADA,
    ],
  },
})

export const TerminarAnticipadamente = definirMensaje({
  topico,
  tipo: 'TerminarAnticipadamente',
  version: 1,
  esquema: {
    type: 'record',
    name: 'TerminarAnticipadamente',
    namespace,
    doc: 'Termina un contrato antes de su fin.',
    fields: [
      ID,
      { name: 'fecha', type: 'string', doc: 'AAAA-MM-DD: último día en que obliga.' },
      { name: 'motivo', type: 'string' },
      { name: 'penalidad', type: ['null', PENALIDAD], default: null },
      VERSION_ESPERADA,
    ],
  },
})
