import type { Contrato } from './contrato.ts'
import type { EventoContrato } from './eventos.ts'
import type { FichaCliente, FichaInmueble } from './fichas.ts'
import type { Indice } from './indice.ts'

/** Un contrato con la versión que se leyó. */
export type ContratoVersionado = Readonly<{ id: string; version: number; estado: Contrato }>

/** Los contratos que esta orden lee y cambia. */
export type Contratos = {
  /** Falla con `ContratoNoEncontrado`, o `VersionObsoleta` si no es la que se esperaba. */
  obtener(id: string): Promise<ContratoVersionado>
  /** Lo lee para decidir sin cambiarlo; nulo si no existe. */
  leer(id: string): Promise<ContratoVersionado | null>
  /** Falla (al confirmar) con `IdRepetido` o `NumeroRepetido`. */
  crear(id: string, estado: Contrato, eventos: readonly EventoContrato[]): ContratoVersionado
  /** Sin eventos no cambia nada. */
  guardar(
    anterior: ContratoVersionado,
    estado: Contrato,
    eventos: readonly EventoContrato[],
  ): ContratoVersionado
}

/** Lo que ofrece el módulo de inmuebles. Las que falten en la respuesta no existen. */
export type Inmuebles = { buscar(ids: readonly string[]): Promise<ReadonlyMap<string, FichaInmueble>> }

/** Lo que ofrece el módulo de clientes. */
export type Clientes = { buscar(ids: readonly string[]): Promise<ReadonlyMap<string, FichaCliente>> }

/** Las variaciones de IPC publicadas. */
export type Indices = {
  /** Puntos básicos de la variación de ese año; nulo si no está publicada. */
  ipc(anio: number): Promise<number | null>
  /** La toma para cambiarla; nula si no está. */
  tomar(anio: number): Promise<IndiceVersionado | null>
  /** Pone la variación de un año, o cambia la que se tomó. */
  guardar(anterior: IndiceVersionado | null, indice: Indice): IndiceVersionado
}

export type IndiceVersionado = Readonly<{ id: string; version: number; estado: Indice }>

/** Da el número de un contrato que llega sin él: `CT-` y un consecutivo. */
export type Numeros = { siguiente(): Promise<string> }
