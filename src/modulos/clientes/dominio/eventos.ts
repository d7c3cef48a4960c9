import type { Instante } from '#seedwork/dominio/instante.ts'
import type { DatosCliente } from './datos.ts'

/** Hechos de un cliente. Privados: hacia fuera salen los de `infraestructura/schema`. */
export type ClienteCreado = Readonly<{
  tipo: 'ClienteCreado'
  id: string
  codigo: number
  datos: DatosCliente
  en: Instante
}>

export type ClienteActualizado = Readonly<{
  tipo: 'ClienteActualizado'
  id: string
  antes: DatosCliente
  despues: DatosCliente
  en: Instante
}>

export type EventoCliente = ClienteCreado | ClienteActualizado
