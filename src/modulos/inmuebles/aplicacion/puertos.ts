import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { Repositorio, Transaccion } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { FechaCivil, Zona } from '#seedwork/dominio/fecha.ts'
import type { EventoInmueble } from '../dominio/eventos.ts'
import type { Inmueble } from '../dominio/inmueble.ts'
import type { TipoInmueble } from '../dominio/objetos-valor.ts'
import type { LineaOcupacion, Ocupacion } from '../dominio/ocupacion.ts'
import type { RepresentacionInmueble } from './representacion.ts'

/** Lo que los casos de uso de este módulo pueden tocar dentro de una transacción. */
export type TxInmuebles = Readonly<{
  inmuebles: Repositorio<Inmueble, EventoInmueble>
  codigos: {
    /** Siguiente código libre; el mismo si el caso de uso se vuelve a correr. */
    siguiente(): Promise<number>
  }
  /** La segunda defensa contra el solape: una restricción de exclusión que no depende del dominio. */
  ocupaciones: {
    /** Anota los días de un contrato que aún no tenía ninguno. `alChocar`: el error si otro los tiene. */
    poner(idInmueble: string, ocupacion: Ocupacion, alChocar: () => Error): void
    /** Cambia los días que un contrato ya tenía. */
    cambiar(idInmueble: string, ocupacion: Ocupacion, alChocar: () => Error): void
    /** Suelta los días de un contrato. */
    quitar(idContrato: string): void
  }
}>

/** Lo que otro módulo puede saber de un inmueble. */
export type FichaInmueble = Readonly<{
  id: string
  codigo: number
  nombre: string
  ciudad: string
  zona: Zona
  activo: boolean
  ocupaciones: readonly Ocupacion[]
}>

/** Puerto que este módulo ofrece: fichas leídas dentro de la transacción de otro. Las que no existen, faltan. */
export type BuscarInmuebles = (t: Transaccion) => {
  buscar(ids: readonly string[]): Promise<ReadonlyMap<string, FichaInmueble>>
}

export type CampoOrdenInmuebles = 'nombre' | 'codigo' | 'ciudad' | 'area_m2' | 'fecha_creacion'

export type FiltroInmuebles = Readonly<{
  /** Busca sin tildes en nombre, ciudad y código. */
  q?: string
  /** Ciudad exacta, sin que cuenten tildes ni mayúsculas. */
  ciudad?: string
  tipo?: TipoInmueble
  estado?: Inmueble['estado']
  pagineo: Pagineo<CampoOrdenInmuebles>
}>

export type OcupacionDeUnInmueble = LineaOcupacion &
  Readonly<{ id_propiedad: string; codigo: number; nombre: string }>

/** Lecturas sobre las tablas, fuera de la unidad de trabajo. */
export type VistasInmuebles = Readonly<{
  porId(id: string): Promise<RepresentacionInmueble | null>
  porCodigo(codigo: number): Promise<RepresentacionInmueble | null>
  listar(filtro: FiltroInmuebles): Promise<Pagina<RepresentacionInmueble>>
  /** `aFecha`: por omisión, hoy en la zona del inmueble. */
  ocupacion(id: string, aFecha: FechaCivil | undefined): Promise<OcupacionDeUnInmueble | null>
}>
