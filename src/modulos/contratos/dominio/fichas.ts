import type { FechaCivil, Zona } from '#seedwork/dominio/fecha.ts'

/** Un periodo, con sus extremos incluidos, en que un contrato firmado ocupa el inmueble. */
export type Ocupacion = Readonly<{ idContrato: string; desde: FechaCivil; hasta: FechaCivil }>

/** Lo que el contrato necesita saber del inmueble. */
export type FichaInmueble = Readonly<{
  id: string
  activo: boolean
  zona: Zona
  ocupaciones: readonly Ocupacion[]
}>

/** Lo que el contrato necesita saber de una parte. Sin documento: cliente provisional. */
export type FichaCliente = Readonly<{
  id: string
  tipo: 'natural' | 'empresa'
  nombre: string
  /** Tipo y número en un texto: dos iguales son la misma persona. */
  documento: string | null
}>

/** Las fichas que acompañan a unos términos, por id. Una que falte, no existe. */
export type Fichas = Readonly<{
  inmuebles: ReadonlyMap<string, FichaInmueble>
  clientes: ReadonlyMap<string, FichaCliente>
}>
