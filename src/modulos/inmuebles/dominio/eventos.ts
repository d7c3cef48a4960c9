import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import type { DatosInmueble } from './objetos-valor.ts'
import type { Ocupacion } from './ocupacion.ts'

/** Hechos de un inmueble. Privados: hacia fuera salen los de `infraestructura/schema`. */
export type InmuebleCreado = Readonly<{
  tipo: 'InmuebleCreado'
  id: string
  codigo: number
  datos: DatosInmueble
  en: Instante
}>

export type InmuebleActualizado = Readonly<{
  tipo: 'InmuebleActualizado'
  id: string
  antes: DatosInmueble
  despues: DatosInmueble
  en: Instante
}>

/** Un contrato pasa a tenerlo esos días: por primera vez, o con otro fin (prórroga). */
export type InmuebleOcupado = Readonly<{
  tipo: 'InmuebleOcupado'
  id: string
  ocupacion: Ocupacion
  en: Instante
}>

/** Un contrato deja de tenerlo; `desde` es el primer día libre. */
export type InmuebleDesocupado = Readonly<{
  tipo: 'InmuebleDesocupado'
  id: string
  idContrato: string
  desde: FechaCivil
  en: Instante
}>

export type InmuebleRetirado = Readonly<{
  tipo: 'InmuebleRetirado'
  id: string
  motivo: string | null
  en: Instante
}>

export type EventoInmueble =
  | InmuebleCreado
  | InmuebleActualizado
  | InmuebleOcupado
  | InmuebleDesocupado
  | InmuebleRetirado
