import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { type HistorialContrato, historialContrato } from './queries/historial-contrato.ts'
import { type QueryInforme, queriesInformes, type RespuestasInforme } from './queries/informes/consultas.ts'
import type { VistasInformes } from './queries/informes/puertos.ts'
import {
  type ListarContratos,
  listarContratos,
  type RecorrerContratos,
  recorrerContratos,
} from './queries/listar-contratos.ts'
import { type ListarIndices, listarIndices } from './queries/listar-indices.ts'
import { type ObtenerContrato, obtenerContrato } from './queries/obtener-contrato.ts'
import type {
  ContratoListado,
  EntradaHistorial,
  PaginaContratos,
  VistasContratos,
} from './queries/puertos.ts'
import type { IndiceVista } from './representacion-indice.ts'

export type QueryContrato =
  | ObtenerContrato
  | ListarContratos
  | RecorrerContratos
  | HistorialContrato
  | ListarIndices
  | QueryInforme

export type RespuestasContrato = RespuestasInforme & {
  ObtenerContrato: ContratoListado
  ListarContratos: PaginaContratos
  RecorrerContratos: AsyncIterable<readonly ContratoListado[]>
  HistorialContrato: readonly EntradaHistorial[]
  ListarIndices: readonly IndiceVista[]
}

export type QueriesContratos = ManejadoresQuery<QueryContrato, RespuestasContrato>

/** La tabla de consultas del módulo. */
export const queriesContratos = (
  lectura: Readonly<{ vistas: VistasContratos & Readonly<{ informes: VistasInformes }>; reloj: Reloj }>,
): QueriesContratos => ({
  ObtenerContrato: obtenerContrato(lectura),
  ListarContratos: listarContratos(lectura),
  RecorrerContratos: recorrerContratos(lectura),
  HistorialContrato: historialContrato(lectura.vistas),
  ListarIndices: listarIndices(lectura.vistas),
  ...queriesInformes({ vistas: lectura.vistas.informes, reloj: lectura.reloj }),
})
