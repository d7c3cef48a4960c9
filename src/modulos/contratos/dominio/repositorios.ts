import type { Contrato } from './contrato.ts'
import type { EventoContrato } from './eventos.ts'
import type { Fichas } from './fichas.ts'

/** Un contrato con la versión que se leyó. */
export type ContratoVersionado = Readonly<{ id: string; version: number; estado: Contrato }>

/** Lo que el dominio necesita guardar y leer; los adaptadores están en `infraestructura`. */
export type RepositorioContratos = {
  obtener(id: string): Promise<ContratoVersionado>
  crear(id: string, estado: Contrato, eventos: readonly EventoContrato[]): ContratoVersionado
  guardar(
    anterior: ContratoVersionado,
    estado: Contrato,
    eventos: readonly EventoContrato[],
  ): ContratoVersionado
}

/** De dónde salen las fichas: cada una la ofrece el módulo que es su dueño. */
export type BuscarFichas<C extends keyof Fichas> = (ids: readonly string[]) => Promise<Fichas[C]>
