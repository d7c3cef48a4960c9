import { definirMensaje, type EventoDe } from '#seedwork/infraestructura/esquemas/definicion.ts'
import { ascender } from '#seedwork/infraestructura/esquemas/registro.ts'
import { CAMPO_PARTES, CAMPOS_REVISION, TERMINOS } from '../v1/comunes.ts'
import { ContratoCreado, EVENTOS_CONTRATO } from '../v1/eventos.ts'

export const ContratoCreadoV2 = definirMensaje({
  topico: 'eventos-contrato',
  tipo: 'ContratoCreado',
  version: 2,
  esquema: {
    type: 'record',
    name: 'ContratoCreado',
    namespace: 'co.alpes.contratos',
    doc: 'Nace un contrato. Los términos van juntos, como en `ContratoActualizado`, y las partes se nombran todas.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string', doc: 'Número visible, p. ej. CT-0001.' },
      { name: 'estado', type: 'string' },
      { name: 'creado_en', type: 'long', doc: 'ms desde la época.' },
      { name: 'terminos', type: TERMINOS },
      CAMPO_PARTES,
      ...CAMPOS_REVISION,
      { name: 'renueva_a', type: ['null', 'string'], default: null, doc: 'Contrato al que sucede.' },
    ],
  },
})

/** Lo escrito en una versión vieja, en la que le sigue. De la plataforma anterior pueden faltar las partes. */
export const ASCENSOS_CONTRATO = [
  ascender({
    desde: ContratoCreado,
    hasta: ContratoCreadoV2,
    pasar: ({ id, numero, estado, fecha_creacion, hash, revision, renueva_a, ...terminos }) => ({
      ...{ id, numero, estado, creado_en: fecha_creacion, terminos, hash, revision, renueva_a },
      partes: [terminos.id_compania, terminos.id_inquilino, ...terminos.codeudores].filter((p) => p !== ''),
    }),
  }),
] as const

/** Todos los eventos, en todas sus versiones: lo que conoce quien los escribe. */
export const ESQUEMAS_CONTRATO = [...EVENTOS_CONTRATO, ContratoCreadoV2] as const

type DefinicionV1 = (typeof EVENTOS_CONTRATO)[number]
type SinCambio = Exclude<DefinicionV1, typeof ContratoCreado>

/** Cada evento en su versión más nueva: lo que lee quien ya se movió. */
export const EVENTOS_CONTRATO_V2: readonly (SinCambio | typeof ContratoCreadoV2)[] = [
  ContratoCreadoV2,
  ...EVENTOS_CONTRATO.filter((e): e is SinCambio => e !== ContratoCreado),
]

/** Todo lo que un consumidor que lee `EVENTOS_CONTRATO_V2` puede recibir en `eventos-contrato`. */
export type EventoContratoV2 = EventoDe<(typeof EVENTOS_CONTRATO_V2)[number]>
