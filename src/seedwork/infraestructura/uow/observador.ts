import type { Contexto } from '../../aplicacion/contexto.ts'

/** Un lote que terminó, bien o mal. `msCommit`: de mandarlo a la base a saber que confirmó; 0 si no llegó. */
export type LoteVisto = Readonly<{
  ordenes: number
  ms: number
  msCommit: number
  /** Las que entraron. */
  contextos: () => Iterable<Contexto>
}>

/** Lo que se ve del escritor desde fuera: métricas, y el aviso a los lectores tras cada COMMIT. */
export type Observador = Readonly<{
  lote?: (datos: LoteVisto) => void
  /** Una orden no cupo. */
  sobrecarga?: () => void
  confirmado?: (topicos: ReadonlySet<string>) => void
}>
