import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { AjustesNats } from './ajustes.ts'
import type { ConexionNats } from './conexion.ts'

/** Nombre del flujo; cada asunto es un tópico (contrato público). */
export const FLUJO = 'ALPES'

/** Quién es el flujo (si se rehace es otro) y el último número que dio. */
export type EstadoFlujo = Readonly<{ identidad: string; secuencia: number }>

const DIA_EN_NS = 86_400 * 1e9
const MEGA = 1_048_576
/** Ms de una pregunta de administración. */
const PLAZO = 5_000

// Sólo lo que conoce nats-server 2.9. Al llenarse olvida lo viejo: rechazar lo nuevo pararía el relevo, y
// lo que falte se pide a la bitácora.
const configuracion = (
  a: AjustesNats,
  asuntos: readonly string[],
): Partial<StreamConfig> & { name: string } => ({
  name: FLUJO,
  subjects: [...asuntos],
  num_replicas: a.replicas,
  storage: a.almacen === 'disco' ? StorageType.File : StorageType.Memory,
  discard: DiscardPolicy.Old,
  max_age: a.dias * DIA_EN_NS,
  max_bytes: a.megas > 0 ? a.megas * MEGA : -1,
})

const estadoDe = ({ created, state }: StreamInfo): EstadoFlujo => ({
  identidad: created,
  secuencia: state.last_seq,
})

const noEsta = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound

/** Lo que se puede cambiar de un flujo que ya está; los asuntos ajenos se dejan. */
const alDia = async (
  jsm: JetStreamManager,
  { config }: StreamInfo,
  pedida: ReturnType<typeof configuracion>,
): Promise<void> => {
  const asuntos = [...new Set([...config.subjects, ...(pedida.subjects ?? [])])]
  const mismos =
    asuntos.length === config.subjects.length &&
    config.num_replicas === pedida.num_replicas &&
    config.max_age === pedida.max_age &&
    config.max_bytes === pedida.max_bytes
  if (mismos) return
  const { num_replicas = 1, max_age = 0, max_bytes = -1 } = pedida
  await jsm.streams.update(FLUJO, { subjects: asuntos, num_replicas, max_age, max_bytes })
}

/** El administrador de JetStream de la conexión viva; falla con `DependenciaCaida`. */
export const administrador = async (conexion: ConexionNats): Promise<JetStreamManager> =>
  jetstreamManager(await conexion.obtener(), { timeout: PLAZO, checkAPI: false })

/**
 * Deja el flujo como se pide, creándolo si no está, y dice quién es. Un flujo con el mismo nombre creado
 * por otro sirve: se le añaden los asuntos que falten. Falla con `DependenciaCaida`.
 */
export const asegurarFlujo = async (
  conexion: ConexionNats,
  asuntos: readonly string[],
): Promise<EstadoFlujo> => {
  const pedida = configuracion(conexion.ajustes, asuntos)
  try {
    const jsm = await administrador(conexion)
    const hallado = await jsm.streams.info(FLUJO).catch((error) => {
      if (noEsta(error)) return null
      throw error
    })
    if (hallado) await alDia(jsm, hallado, pedida)
    return estadoDe(hallado ?? (await jsm.streams.add(pedida)))
  } catch (error) {
    if (error instanceof DependenciaCaida) throw error
    throw new DependenciaCaida(`el flujo ${FLUJO} no está disponible: ${(error as Error).message}`, error)
  }
}
