import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import type { Repositorio, Transaccion } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { Cliente } from '../dominio/cliente.ts'
import type { Idioma } from '../dominio/datos.ts'
import type { Documento, TipoCliente } from '../dominio/documento.ts'
import type { EventoCliente } from '../dominio/eventos.ts'
import type { RepresentacionCliente } from './representacion.ts'

/** Lo que los casos de uso de este módulo pueden tocar dentro de una transacción. */
export type TxClientes = Readonly<{
  clientes: Repositorio<Cliente, EventoCliente>
  codigos: {
    /** Siguiente código libre; el mismo si el caso de uso se vuelve a correr. */
    siguiente(): Promise<number>
  }
  /** De quién es cada documento: un cliente tiene a lo sumo uno y nadie más lo usa. */
  documentos: {
    /** Lo reserva para un cliente. Falla con `DocumentoDuplicado` si es de otro. */
    reclamar(documento: Documento, idCliente: string): Promise<void>
    /** Deja de ser de nadie. */
    soltar(documento: Documento): Promise<void>
  }
}>

/** Lo que otro módulo puede saber de un cliente. `documento` en una línea; nulo si es provisional. */
export type FichaCliente = Readonly<{
  id: string
  codigo: number
  tipo: TipoCliente
  nombre: string
  documento: string | null
  correo: string | null
  idioma: Idioma
}>

/** Puerto que este módulo ofrece: fichas leídas dentro de la transacción de otro. Las que no existen, faltan. */
export type BuscarClientes = (t: Transaccion) => {
  buscar(ids: readonly string[]): Promise<ReadonlyMap<string, FichaCliente>>
}

export type CampoOrdenClientes = 'nombre' | 'codigo' | 'fecha_creacion'

export type FiltroClientes = Readonly<{
  /** Busca sin tildes en nombre, documento, correo y código. */
  q?: string
  tipo?: TipoCliente
  pagineo: Pagineo<CampoOrdenClientes>
}>

/** Una reserva de vuelo en la lista de su cliente. */
export type ReservaListada = Readonly<{ id: string; estado: string; ruta: string; fecha_salida: string }>

export type FiltroReservasDeCliente = Readonly<{ idCliente: string; pagineo: Pagineo<'fecha_salida'> }>

/** Lecturas sobre las tablas, fuera de la unidad de trabajo. */
export type VistasClientes = Readonly<{
  porId(id: string): Promise<RepresentacionCliente | null>
  porCodigo(codigo: number): Promise<RepresentacionCliente | null>
  listar(filtro: FiltroClientes): Promise<Pagina<RepresentacionCliente>>
  /** Las reservas de un cliente, la que antes sale primero. */
  reservas(filtro: FiltroReservasDeCliente): Promise<Pagina<ReservaListada>>
}>
