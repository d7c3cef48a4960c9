import { nombreIdioma, palabra } from '../nucleo/formato.ts'
import type { Faltas } from '../nucleo/formulario.ts'
import { T } from '../nucleo/preferencias.ts'
import { type Cliente, TIPOS_DOCUMENTO } from '../nucleo/tipos.ts'
import { type DefinicionFicha, FichaEditar, FichaNueva, type Valores } from './ficha-formulario.tsx'

/** Los documentos que vienen al caso según sea persona o empresa. */
const documentosDe = (tipo: string): readonly string[] =>
  tipo === 'empresa' ? ['NIT', 'OTRO'] : TIPOS_DOCUMENTO.filter((d) => d !== 'NIT')

const revisar = (v: Valores): Faltas => {
  const faltas: Record<string, string> = {}
  for (const campo of ['nombre', 'documento_numero']) if (!v[campo]?.trim()) faltas[campo] = T().faltas.vacio
  return faltas
}

const quienEs = (v: Valores) => [
  {
    ...{ nombre: 'tipo', etiqueta: T().campos.tipo },
    opciones: (['empresa', 'natural'] as const).map((t) => ({ valor: t, texto: T().tiposCliente[t] })),
    arrastra: (tipo: string) => ({ documento_tipo: documentosDe(tipo)[0] ?? 'NIT' }),
  },
  { nombre: 'nombre', etiqueta: T().campos.nombre, clase: 'ancho' },
  {
    ...{ nombre: 'documento_tipo', etiqueta: T().campos.documento },
    opciones: documentosDe(v.tipo ?? '').map((d) => ({
      valor: d,
      texto: palabra(T().documentos, d),
    })),
  },
  {
    ...{ nombre: 'documento_numero', etiqueta: T().campos.numeroDocumento },
    ayuda: v.documento_tipo === 'NIT' ? T().ayudas.nit : '',
  },
]

const comoSeLeEscribe = () => [
  {
    ...{ nombre: 'correo', etiqueta: T().campos.correo, ayuda: T().ayudas.correo },
    ...{ opcional: true, tipo: 'email' as const },
  },
  {
    ...{ nombre: 'idioma', etiqueta: T().campos.idioma },
    opciones: ['es', 'en'].map((valor) => ({ valor, texto: nombreIdioma(valor) })),
  },
]

const CLIENTE: DefinicionFicha<Cliente> = {
  recurso: 'clientes',
  inicial: {
    ...{ tipo: 'empresa', nombre: '', documento_tipo: 'NIT', documento_numero: '' },
    ...{ correo: '', idioma: 'es' },
  },
  valoresDe: (x) => ({
    ...{ tipo: x.tipo, nombre: x.nombre, correo: x.correo ?? '', idioma: x.idioma ?? 'es' },
    documento_tipo: x.documento?.tipo ?? 'OTRO',
    documento_numero: x.documento?.numero ?? '',
  }),
  revisar,
  cuerpo: (v) => ({
    ...{ tipo: v.tipo, nombre: v.nombre?.trim(), idioma: v.idioma },
    documento: { tipo: v.documento_tipo, numero: v.documento_numero?.trim() },
    correo: v.correo?.trim() || null,
  }),
  campoDe: (puntero) =>
    puntero
      .replace(/^\//, '')
      .replace('/', '_')
      .replace(/^documento$/, 'documento_numero'),
  grupos: (v) => [
    { titulo: T().nuevo.quienEs, campos: quienEs(v) },
    { titulo: T().nuevo.comoSeLeEscribe, campos: comoSeLeEscribe() },
  ],
}

/** Crear un cliente: una compañía o un inquilino. */
export const ClienteNuevo = () => <FichaNueva def={CLIENTE} titulo={T().nuevo.cliente} />

/** Corregir un cliente. */
export const ClienteEditar = ({ id }: { id: string }) => <FichaEditar def={CLIENTE} id={id} />
