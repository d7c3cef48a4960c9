import { status } from '@grpc/grpc-js'
import { Counter, Gauge, type Registry } from '@prometheus-io/client'
import { crearRegistroMetricas } from '#seedwork/presentacion/metricas.ts'

/** Lo que el sidecar cuenta. */
export type Metricas = Readonly<{
  registro: Registry
  terminada(metodo: string, estado: status): void
  /** Flujos de eventos abiertos. */
  flujos(n: number): void
}>

/** Las métricas del sidecar, en un registro propio. */
export const crearMetricas = (): Metricas => {
  const registro = crearRegistroMetricas('sidecar')
  const registers = [registro]
  const llamadas = new Counter({
    name: 'alpes_grpc_llamadas_total',
    help: 'Llamadas gRPC terminadas, por método y estado',
    labelNames: ['metodo', 'estado'],
    registers,
  })
  const flujos = new Gauge({ name: 'alpes_grpc_flujos', help: 'Flujos de eventos abiertos', registers })
  return {
    registro,
    terminada: (metodo, estado) => llamadas.inc({ metodo, estado: status[estado] ?? 'UNKNOWN' }),
    flujos: (n) => flujos.set(n),
  }
}
