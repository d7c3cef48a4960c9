import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { ConsumidorBroker } from '../suscripciones/consumidor-broker.ts'
import type { ConexionNats } from './conexion.ts'
import { administrador, FLUJO } from './flujo.ts'

/** Los consumidores duraderos del flujo, los nuestros y los ajenos. Falla con `DependenciaCaida`. */
export const consumidoresNats = async (conexion: ConexionNats): Promise<ConsumidorBroker[]> => {
  try {
    const jsm = await administrador(conexion)
    const vistos: ConsumidorBroker[] = []
    for await (const c of jsm.consumers.list(FLUJO)) {
      if (!c.config.durable_name) continue
      const { filter_subject, filter_subjects = [] } = c.config
      vistos.push({
        consumidor: c.name,
        topico: filter_subject ?? filter_subjects.join(', '),
        pendientes: c.num_pending,
        por_confirmar: c.num_ack_pending,
        reentregados: c.num_redelivered,
      })
    }
    return vistos
  } catch (error) {
    if (error instanceof DependenciaCaida) throw error
    throw new DependenciaCaida(`NATS no dice quién lo lee: ${(error as Error).message}`, error)
  }
}
