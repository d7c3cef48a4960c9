import type { Campo, EsquemaRegistro } from '#seedwork/infraestructura/esquemas/tipos.ts'

/** Cómo crece el canon en cada aniversario. */
export const INCREMENTO = {
  type: 'record',
  name: 'Incremento',
  namespace: 'co.alpes.contratos',
  fields: [
    { name: 'tipo', type: 'string', doc: 'ninguno, fijo, ipc o ipc_mas.' },
    {
      name: 'puntos_basicos',
      type: ['null', 'int'],
      default: null,
      doc: 'Cien puntos básicos son 1 %; sólo en fijo e ipc_mas.',
    },
  ],
} as const satisfies EsquemaRegistro

export const CLAUSULA = {
  type: 'record',
  name: 'Clausula',
  namespace: 'co.alpes.contratos',
  fields: [
    { name: 'titulo', type: 'string' },
    { name: 'texto', type: 'string' },
  ],
} as const satisfies EsquemaRegistro

/** Los términos que se firman: de ellos sale el `hash`. */
export const CAMPOS_TERMINOS = [
  { name: 'id_propiedad', type: 'string', default: '', doc: 'Inmueble arrendado.' },
  { name: 'id_compania', type: 'string', default: '', doc: 'Cliente que arrienda.' },
  { name: 'id_inquilino', type: 'string', default: '', doc: 'Cliente que recibe el goce y paga.' },
  {
    name: 'codeudores',
    type: { type: 'array', items: 'string' },
    default: [],
    doc: 'Clientes que garantizan.',
  },
  { name: 'fecha_inicio', type: 'string', default: '', doc: 'AAAA-MM-DD, incluida.' },
  { name: 'fecha_fin', type: 'string', default: '', doc: 'AAAA-MM-DD, incluida.' },
  { name: 'monto', type: 'string', default: '', doc: 'Canon inicial, decimal exacto.' },
  { name: 'moneda', type: 'string', default: '', doc: 'ISO 4217.' },
  { name: 'periodicidad', type: 'string', default: 'mensual' },
  { name: 'incremento', type: INCREMENTO, default: { tipo: 'ninguno', puntos_basicos: null } },
  { name: 'clausulas', type: { type: 'array', items: CLAUSULA }, default: [] },
] as const satisfies readonly Campo[]

export const TERMINOS = {
  type: 'record',
  name: 'Terminos',
  namespace: 'co.alpes.contratos',
  fields: CAMPOS_TERMINOS,
} as const satisfies EsquemaRegistro

/** A qué texto exacto se atan las firmas. */
export const CAMPOS_REVISION = [
  { name: 'hash', type: 'string', default: '', doc: 'SHA-256 (hexadecimal) de los términos canónicos.' },
  {
    name: 'revision',
    type: 'int',
    default: 0,
    doc: 'Número de la edición de los términos; la primera es 1.',
  },
] as const satisfies readonly Campo[]

/** Todas las partes que firman: compañía, inquilino y codeudores. */
export const CAMPO_PARTES = {
  name: 'partes',
  type: { type: 'array', items: 'string' },
  doc: 'Clientes que firman el contrato: compañía, inquilino y codeudores.',
} as const satisfies Campo

/** Lo que se paga por terminar antes. */
export const PENALIDAD = {
  type: 'record',
  name: 'Penalidad',
  namespace: 'co.alpes.contratos',
  fields: [
    { name: 'monto', type: 'string', doc: 'Decimal exacto.' },
    { name: 'moneda', type: 'string', doc: 'ISO 4217.' },
  ],
} as const satisfies EsquemaRegistro
