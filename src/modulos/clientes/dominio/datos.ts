import type { Documento, TipoCliente } from './documento.ts'

export const IDIOMAS = ['es', 'en'] as const
export type Idioma = (typeof IDIOMAS)[number]

/** Lo que se sabe de un cliente. Sin `documento` sólo si es provisional. */
export type DatosCliente = Readonly<{
  tipo: TipoCliente
  nombre: string
  documento: Documento | null
  correo: string | null
  idioma: Idioma
}>
