import { definirMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'
import { CAMPO_PARTES, CLAUSULA, INCREMENTO, PENALIDAD } from './comunes.ts'

const topico = 'eventos-contrato'
const namespace = 'co.alpes.contratos'

export const ContratoTerminado = definirMensaje({
  topico,
  tipo: 'ContratoTerminado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoTerminado',
    namespace,
    doc: 'Termina antes de su plazo; el inmueble queda libre desde el día siguiente a `fecha`.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'id_propiedad', type: 'string' },
      { name: 'fecha_inicio', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'fecha_fin', type: 'string', doc: 'AAAA-MM-DD: la que estaba pactada.' },
      {
        name: 'fecha',
        type: 'string',
        doc: 'AAAA-MM-DD: último día en que obliga; la víspera del inicio si se desistió.',
      },
      { name: 'motivo', type: 'string' },
      { name: 'penalidad', type: ['null', PENALIDAD], default: null },
      { name: 'estado_antes', type: 'string', doc: 'Firmado o Procesado.' },
      CAMPO_PARTES,
    ],
  },
})

export const ContratoProrrogado = definirMensaje({
  topico,
  tipo: 'ContratoProrrogado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoProrrogado',
    namespace,
    doc: 'Se alarga el plazo en las mismas condiciones: el contrato ocupa su inmueble hasta `fin_nueva`.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'id_propiedad', type: 'string' },
      { name: 'fecha_inicio', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'fin_antes', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'fin_nueva', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      CAMPO_PARTES,
    ],
  },
})

export const OtrosiRegistrado = definirMensaje({
  topico,
  tipo: 'OtrosiRegistrado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'OtrosiRegistrado',
    namespace,
    doc: 'Todas las partes firmaron un cambio que rige desde `efectiva`. Nulo, lo que no cambia.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'otrosi', type: 'int', doc: 'Consecutivo dentro del contrato; el primero es 1.' },
      { name: 'efectiva', type: 'string', doc: 'AAAA-MM-DD: primer día en que rige.' },
      { name: 'moneda', type: 'string', doc: 'ISO 4217.' },
      {
        name: 'monto_antes',
        type: ['null', 'string'],
        default: null,
        doc: 'Canon que regía ese día, decimal exacto.',
      },
      { name: 'monto', type: ['null', 'string'], default: null, doc: 'Canon desde ese día.' },
      { name: 'incremento_antes', type: ['null', INCREMENTO], default: null },
      { name: 'incremento', type: ['null', INCREMENTO], default: null },
      { name: 'clausulas_antes', type: ['null', { type: 'array', items: CLAUSULA }], default: null },
      { name: 'clausulas', type: ['null', { type: 'array', items: CLAUSULA }], default: null },
      CAMPO_PARTES,
    ],
  },
})

const INDICE = {
  type: 'record',
  name: 'IndiceUsado',
  namespace,
  fields: [
    { name: 'anio', type: 'int' },
    { name: 'puntos_basicos', type: 'int', doc: 'Variación a diciembre; cien puntos son 1 %.' },
  ],
} as const satisfies EsquemaRegistro

export const IncrementoAplicado = definirMensaje({
  topico,
  tipo: 'IncrementoAplicado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'IncrementoAplicado',
    namespace,
    doc: 'Sube el canon desde un aniversario, aunque se aplique después.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'aniversario', type: 'string', doc: 'AAAA-MM-DD: primer día del canon nuevo.' },
      { name: 'moneda', type: 'string', doc: 'ISO 4217.' },
      { name: 'monto_antes', type: 'string', doc: 'Canon de la víspera, decimal exacto.' },
      { name: 'monto', type: 'string', doc: 'Canon desde ese día, decimal exacto.' },
      { name: 'regla', type: INCREMENTO },
      { name: 'indice', type: ['null', INDICE], default: null, doc: 'El que se usó; nulo en uno fijo.' },
      { name: 'puntos_basicos', type: 'int', doc: 'Lo aplicado: índice más puntos, con piso en 0.' },
      CAMPO_PARTES,
    ],
  },
})

export const IncrementoPendienteDeIndice = definirMensaje({
  topico,
  tipo: 'IncrementoPendienteDeIndice',
  version: 1,
  esquema: {
    type: 'record',
    name: 'IncrementoPendienteDeIndice',
    namespace,
    doc: 'Llegó un aniversario y su índice no está publicado. Se aplica solo, con su fecha, cuando lo esté.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'aniversario', type: 'string', doc: 'AAAA-MM-DD: primer día del canon que falta.' },
      { name: 'regla', type: INCREMENTO },
      { name: 'serie', type: 'string', doc: 'ipc.' },
      { name: 'anio', type: 'int', doc: 'El año cuya variación falta.' },
      CAMPO_PARTES,
    ],
  },
})

export const IndicePublicado = definirMensaje({
  topico,
  tipo: 'IndicePublicado',
  version: 1,
  esquema: {
    type: 'record',
    name: 'IndicePublicado',
    namespace,
    doc: 'Se publica, o se corrige, la variación anual de un índice. No recalcula lo ya aplicado.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del índice de ese año; no es de ningún contrato.' },
      { name: 'serie', type: 'string', doc: 'ipc.' },
      { name: 'anio', type: 'int' },
      { name: 'puntos_basicos', type: 'int' },
      { name: 'antes', type: ['null', 'int'], default: null, doc: 'La cifra que había.' },
      { name: 'fecha_publicacion', type: 'long', doc: 'ms desde la época.' },
    ],
  },
})

export const RenovacionIniciada = definirMensaje({
  topico,
  tipo: 'RenovacionIniciada',
  version: 1,
  esquema: {
    type: 'record',
    name: 'RenovacionIniciada',
    namespace,
    doc: 'Se redacta el contrato que sucede a éste; su alta es un `ContratoCreado` con `renueva_a`.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'id_sucesor', type: 'string' },
      { name: 'numero_sucesor', type: 'string' },
      { name: 'fecha_inicio', type: 'string', doc: 'AAAA-MM-DD: del sucesor, incluida.' },
      { name: 'fecha_fin', type: 'string', doc: 'AAAA-MM-DD: del sucesor, incluida.' },
      CAMPO_PARTES,
    ],
  },
})

export const RenovacionDeshecha = definirMensaje({
  topico,
  tipo: 'RenovacionDeshecha',
  version: 1,
  esquema: {
    type: 'record',
    name: 'RenovacionDeshecha',
    namespace,
    doc: 'El contrato que lo sucedía no llegó a obligar: se puede renovar otra vez.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'id_sucesor', type: 'string' },
      { name: 'numero_sucesor', type: 'string' },
      { name: 'motivo', type: 'string', doc: 'anulado o desistido.' },
      CAMPO_PARTES,
    ],
  },
})

export const ContratoVencido = definirMensaje({
  topico,
  tipo: 'ContratoVencido',
  version: 1,
  esquema: {
    type: 'record',
    name: 'ContratoVencido',
    namespace,
    doc: 'Pasó su último día. Se puede saber tarde: la fecha que vale es `fecha_fin`.',
    fields: [
      { name: 'id', type: 'string', doc: 'Id del agregado.' },
      { name: 'numero', type: 'string' },
      { name: 'id_propiedad', type: 'string' },
      { name: 'fecha_inicio', type: 'string', doc: 'AAAA-MM-DD, incluida.' },
      { name: 'fecha_fin', type: 'string', doc: 'AAAA-MM-DD: el último día, incluido.' },
      { name: 'procesado', type: 'boolean', doc: 'Falso si venció sin haberse puesto en ejecución.' },
      CAMPO_PARTES,
    ],
  },
})
