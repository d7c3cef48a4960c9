import type { Config } from '#config/config.ts'
import { sinTrazas, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'

/** Las trazas de cada servicio de este proceso. */
export type TrazasDe = (servicio: 'api' | 'sidecar' | 'notificaciones' | 'ui') => Trazas

type Partes = Readonly<{ registro: Registro; version: string }>

/**
 * Abre las trazas si hay colector (`COLECTOR_OTLP`). OpenTelemetry se carga sólo entonces: sin colector no
 * cuesta ni memoria ni arranque. Hay que abrirlas antes que los servicios, para que se cierren después.
 */
export const abrirTrazas = async (
  config: Pick<Config, 'trazas'>,
  { registro, version }: Partes,
  pila: AsyncDisposableStack,
): Promise<TrazasDe> => {
  if (config.trazas === undefined) return () => sinTrazas
  const { abrirColector } = await import('#seedwork/infraestructura/trazas/otel.ts')
  const alCambiar = (falla: boolean): void =>
    falla
      ? registro.warn({}, 'el colector de trazas no contesta: se pierden')
      : registro.info({}, 'el colector de trazas contesta otra vez')
  const colector = pila.use(abrirColector({ ...config.trazas, version, alCambiar }))
  return (servicio) => colector.trazasDe(servicio)
}
