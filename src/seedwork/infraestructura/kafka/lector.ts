import type { Consumer, RecordsBatch } from '@platformatic/kafka'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import { type ConexionKafka, conBroker, esDe } from './conexion.ts'
import type { Llegado } from './sobre-kafka.ts'

/** Lo leído de una vez y desde dónde se sigue. */
export type Lectura = Readonly<{ llegados: readonly Llegado[]; siguiente: bigint }>

/** Un tópico abierto para leer por números, sin grupo: el broker no recuerda nada de quien lee. */
export type LectorKafka = AsyncDisposable & {
  /** El número del primer mensaje guardado desde ese instante (ms) o, si no hay, el del próximo. */
  desde(instante: number): Promise<bigint>
  primero(): Promise<bigint>
  /** El número del próximo mensaje. */
  final(): Promise<bigint>
  /** Lo que haya desde ese número; espera algo, un momento, si no hay. `null`: ese número no está. */
  leer(desde: bigint): Promise<Lectura | null>
}

/** Ms que espera el broker a tener algo, y bytes de cada lectura. */
const ESPERA = 1_000
const BYTES = 4 * 1_048_576
const [ULTIMO, PRIMERO] = [-1n, -2n]
/** Marcas del lote: hora puesta por el broker, y lote de control (no trae mensajes). */
const HORA_DEL_BROKER = 0x08
const CONTROL = 0x20

const deLote = (topico: string, lote: RecordsBatch): Llegado[] => {
  if (lote.attributes & CONTROL) return []
  return lote.records.map((r) => ({
    topico,
    numero: lote.firstOffset + BigInt(r.offsetDelta),
    instante: Number(
      lote.attributes & HORA_DEL_BROKER ? lote.maxTimestamp : lote.firstTimestamp + r.timestampDelta,
    ),
    contenido: Buffer.from(r.value ?? []),
    cabeceras: r.headers,
  }))
}

type Respuesta = Awaited<ReturnType<Consumer['fetch']>>

/** Un lote llega entero aunque se pidiera desde su mitad. */
const lecturaDe = (respuesta: Respuesta, topico: string, desde: bigint): Lectura => {
  const lotes = respuesta.responses.flatMap((r) => r.partitions).flatMap((p) => p.records ?? [])
  return {
    llegados: lotes.flatMap((lote) => deLote(topico, lote)).filter((l) => l.numero >= desde),
    siguiente: lotes.reduce((s, { firstOffset, lastOffsetDelta }) => {
      const fin = firstOffset + BigInt(lastOffsetDelta) + 1n
      return fin > s ? fin : s
    }, desde),
  }
}

const pedido = (identidad: string, desde: bigint) => ({
  topicId: identidad,
  partitions: [
    {
      ...{ partition: 0, fetchOffset: desde, partitionMaxBytes: BYTES },
      ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1 },
    },
  ],
})

const situar = async (lector: Consumer, topico: string): Promise<{ identidad: string; nodo: number }> => {
  lector.topics.track(topico)
  const { topics } = await lector.metadata({ topics: [topico], forceUpdate: true })
  const suyo = topics.get(topico)
  const nodo = suyo?.partitions[0]?.leader ?? -1
  if (!suyo || nodo < 0) throw new DependenciaCaida(`Kafka no sirve ahora el tópico ${topico}`)
  return { identidad: suyo.id, nodo }
}

/**
 * Abre un tópico que ya existe. Con un cliente propio: lo que un error deje a medias en su sesión se va con
 * él, y quien lee abre otro. Falla con `DependenciaCaida`, ahora y después.
 */
export const abrirLectorKafka = async (conexion: ConexionKafka, topico: string): Promise<LectorKafka> => {
  const lector = conexion.abrirLector()
  const hablar = <T>(correr: () => Promise<T>): Promise<T> => conBroker(lector, `no da ${topico}`, correr)
  const cerrar = async (): Promise<void> => {
    await lector.close(true).catch(() => {})
  }
  const numero = (timestamp: bigint): Promise<bigint> =>
    hablar(async () => {
      const hallados = await lector.listOffsets({
        ...{ topics: [topico], partitions: { [topico]: [0] }, timestamp },
      })
      return hallados.get(topico)![0]!
    })
  const { identidad, nodo } = await hablar(() => situar(lector, topico)).catch(async (error) => {
    await cerrar()
    throw error
  })
  return {
    primero: () => numero(PRIMERO),
    final: () => numero(ULTIMO),
    async desde(instante) {
      // Primero el final: lo que llegue entre las dos preguntas no se salta.
      const final = await numero(ULTIMO)
      const hallado = await numero(BigInt(Math.max(0, Math.floor(instante))))
      return hallado < 0n ? final : hallado
    },
    leer: (desde) =>
      hallarONada(() =>
        hablar(async () => {
          const topics = [pedido(identidad, desde)]
          const respuesta = await lector.fetch({
            ...{ node: nodo, topics, maxWaitTime: ESPERA, minBytes: 1, maxBytes: BYTES },
          })
          return lecturaDe(respuesta, topico, desde)
        }),
      ),
    [Symbol.asyncDispose]: cerrar,
  }
}

const hallarONada = async (leer: () => Promise<Lectura>): Promise<Lectura | null> => {
  try {
    return await leer()
  } catch (error) {
    if (esDe(error, 'OFFSET_OUT_OF_RANGE')) return null
    throw error
  }
}
