import { setTimeout as dormir } from 'node:timers/promises'
import type { Admin, ClusterTopicMetadata } from '@platformatic/kafka'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { AjustesKafka } from './ajustes.ts'
import { type ConexionKafka, conBroker, esDe } from './conexion.ts'

/** Un tópico de Kafka: si se borra y se rehace, tiene otra `identidad`. */
export type Topico = Readonly<{ nombre: string; identidad: string; grupo: string }>

const DIA = 86_400_000
const MEGA = 1_048_576
/** Lo que tarda en verse en todas partes un tópico recién creado: intentos, y ms entre ellos. */
const INTENTOS = 30
const PAUSA = 100

const ajustesDe = ({ replicas, dias, megas }: AjustesKafka) =>
  Object.entries({
    'cleanup.policy': 'delete',
    'retention.ms': dias > 0 ? dias * DIA : -1,
    'retention.bytes': megas > 0 ? megas * MEGA : -1,
    // La hora es la del broker: de ella depende desde dónde se lee, y qué se olvida.
    'message.timestamp.type': 'LogAppendTime',
    // Con tres copias, lo confirmado está en dos; con menos no se puede pedir.
    'min.insync.replicas': replicas > 2 ? 2 : 1,
  }).map(([name, value]) => ({ name, value: String(value) }))

const mirar = async (
  admin: Admin,
  nombre: string,
): Promise<(ClusterTopicMetadata & { grupo: string }) | null> => {
  try {
    const { topics, id: grupo } = await admin.metadata({ topics: [nombre], forceUpdate: true })
    const suyo = topics.get(nombre)
    return suyo && (suyo.partitions[0]?.leader ?? -1) >= 0 ? { ...suyo, grupo } : null
  } catch (error) {
    // El cliente lo dice con palabras suyas, sin el código de Kafka.
    if (/^Unknown topic/.test((error as Error).message)) return null
    if (esDe(error, 'LEADER_NOT_AVAILABLE')) return null
    throw error
  }
}

const crear = async ({ administrador, ajustes }: ConexionKafka, nombre: string): Promise<void> => {
  try {
    await administrador.createTopics({
      ...{ topics: [nombre], partitions: 1, replicas: ajustes.replicas, configs: ajustesDe(ajustes) },
    })
  } catch (error) {
    if (!esDe(error, 'TOPIC_ALREADY_EXISTS')) throw error
  }
}

const asegurar = async (conexion: ConexionKafka, nombre: string): Promise<Topico> => {
  const { administrador: admin } = conexion
  let hallado = await mirar(admin, nombre)
  if (!hallado) await crear(conexion, nombre)
  for (let i = 0; !hallado && i < INTENTOS; i++) {
    hallado = await mirar(admin, nombre)
    if (!hallado) await dormir(PAUSA)
  }
  if (!hallado) throw new DependenciaCaida(`Kafka aún no da el tópico ${nombre}`)
  const { partitionsCount, id, grupo } = hallado
  if (partitionsCount !== 1)
    throw new DependenciaCaida(
      `el tópico ${nombre} de Kafka tiene ${partitionsCount} particiones y se espera una: sin orden total no hay posiciones`,
    )
  return { nombre, identidad: id, grupo }
}

/**
 * Crea los tópicos que falten, de una partición, y dice quiénes son. Los que ya están se dejan como están.
 * Falla con `DependenciaCaida`.
 */
export const asegurarTopicos = (
  conexion: ConexionKafka,
  nombres: readonly string[],
): Promise<readonly Topico[]> =>
  conBroker(conexion.administrador, 'no tiene listos los tópicos', async () => {
    const hallados: Topico[] = []
    for (const nombre of nombres) hallados.push(await asegurar(conexion, nombre))
    return hallados
  })

const preguntarFinal = async (admin: Admin, topico: string): Promise<bigint> => {
  const partitions = [{ partitionIndex: 0, timestamp: -1n }]
  for (let i = 1; ; i++) {
    try {
      const [suyo] = await admin.listOffsets({ topics: [{ name: topico, partitions }] })
      return suyo!.partitions[0]!.offset
    } catch (error) {
      // Recién creado ya dice quién lo lleva, y aún no lo lleva: dura un instante.
      if (i === INTENTOS || !esDe(error, 'NOT_LEADER_OR_FOLLOWER', 'LEADER_NOT_AVAILABLE')) throw error
      await dormir(PAUSA)
      await admin.metadata({ topics: [topico], forceUpdate: true })
    }
  }
}

/** El número que dará el tópico a su próximo mensaje. Falla con `DependenciaCaida`. */
export const finalDe = ({ administrador }: ConexionKafka, topico: string): Promise<bigint> =>
  conBroker(administrador, `no dice dónde acaba ${topico}`, () => preguntarFinal(administrador, topico))
