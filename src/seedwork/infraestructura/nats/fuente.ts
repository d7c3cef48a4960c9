import { type ConsumerMessages, DeliverPolicy, jetstream } from '@nats-io/jetstream'
import type { Fuente } from '../../aplicacion/fuente.ts'
import { abrirFuenteSeguida, type Oir } from '../fuentes/fuente-seguida.ts'
import type { Registro } from '../registro.ts'
import type { ConexionNats } from './conexion.ts'
import { FLUJO } from './flujo.ts'
import { deNats } from './sobre-nats.ts'

type Opciones = Readonly<{
  conexion: ConexionNats
  /** La bitácora, por HTTP o por SQL: de ahí sale lo que el broker no traiga. */
  respaldo: Fuente
  registro: Registro
  /** Mensajes que se guardan de cada tópico (2 048). */
  capacidad?: number
  /** Ms sin latidos del broker tras los que se vuelve a empezar (5 000), y entre intentos (500). */
  latido?: number
  descanso?: number
}>

const EN_VUELO = 500

const abrirEntregas = async (
  { conexion, latido = 5_000 }: Opciones,
  { topico, desde }: Parameters<Oir>[0],
): Promise<ConsumerMessages> => {
  const js = jetstream(await conexion.obtener())
  const consumidor = await js.consumers.get(FLUJO, {
    filter_subjects: topico,
    ...(desde === null
      ? { deliver_policy: DeliverPolicy.New }
      : {
          deliver_policy: DeliverPolicy.StartTime,
          opt_start_time: new Date(Math.max(0, desde)).toISOString(),
        }),
  })
  return consumidor.consume({
    max_messages: EN_VUELO,
    idle_heartbeat: latido,
    expires: latido * 2,
    abort_on_missing_resource: true,
  })
}

/** Sin latidos dos veces, o sin flujo, se empieza otra vez: la biblioteca podría insistir callada. */
const vigilar = async (entregas: ConsumerMessages): Promise<void> => {
  for await (const estado of entregas.status()) {
    if (estado.type === 'stream_not_found' || estado.type === 'consumer_deleted') entregas.stop()
    if (estado.type === 'heartbeats_missed' && estado.count >= 2) entregas.stop()
  }
}

const oirCon =
  (o: Opciones): Oir =>
  async (seguido, recibir, senal) => {
    const entregas = await abrirEntregas(o, seguido)
    const parar = (): void => entregas.stop()
    senal.addEventListener('abort', parar, { once: true })
    // Si el cierre llegó mientras se abría, ya no habrá aviso.
    if (senal.aborted) parar()
    void vigilar(entregas)
    try {
      for await (const entrega of entregas) {
        const instante = entrega.timestampNanos ? Number(entrega.timestampNanos / 1_000_000n) : 0
        await recibir({ mensaje: () => deNats(entrega, instante), instante, numero: entrega.seq })
      }
    } finally {
      senal.removeEventListener('abort', parar)
      entregas.stop()
    }
  }

/**
 * Fuente sobre JetStream con un consumidor ordenado y sin acuses por tópico. Sólo hace falta que el flujo
 * exista cuando haya algo que oír.
 */
export const abrirFuenteNats = (o: Opciones): Fuente & AsyncDisposable =>
  abrirFuenteSeguida({ ...o, nombre: 'NATS', oir: oirCon(o) })
