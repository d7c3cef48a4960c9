import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { FLUJO } from '#seedwork/infraestructura/nats/flujo.ts'
import { abrirFuenteNats } from '#seedwork/infraestructura/nats/fuente.ts'
import { deNats } from '#seedwork/infraestructura/nats/sobre-nats.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Suscripcion } from '#seedwork/infraestructura/suscripciones/suscripcion.ts'
import type { Taller } from './bitacora.ts'
import { conectarNats } from './nats.ts'
import { consumir } from './relevo-broker.ts'

/** Un mensaje como lo guarda el flujo. */
export type Publicado = Readonly<{ topico: string; posicion: number; id: string }>

/** Lo que el flujo guarda de un tópico, en el orden del broker, leído por un cliente aparte. */
export const leerFlujo = async (url: string, topico: string): Promise<Publicado[]> => {
  await using conexion = conectarNats(url)
  const nats = await conexion.obtener()
  const jsm = await jetstreamManager(nats)
  const { num_pending: cuantas, name } = await jsm.consumers.add(FLUJO, {
    ...{ filter_subject: topico, ack_policy: AckPolicy.None, mem_storage: true },
  })
  const consumidor = await jetstream(nats).consumers.get(FLUJO, name)
  const vistos: Publicado[] = []
  while (vistos.length < cuantas) {
    const antes = vistos.length
    const pedidos = Math.min(cuantas - antes, 5_000)
    for await (const m of await consumidor.fetch({ max_messages: pedidos, expires: 3_000 })) {
      const { posicion, id } = deNats(m, 0)
      vistos.push({ topico, posicion, id })
    }
    if (vistos.length === antes) throw new Error(`${topico}: el flujo da ${antes} de ${cuantas}`)
  }
  return vistos
}

/** Posiciones que el flujo guarda de un tópico. */
export const publicadas = async (url: string, topico: string): Promise<number[]> =>
  (await leerFlujo(url, topico)).map((m) => m.posicion)

/** Un consumidor del taller que oye ese NATS. */
export const oir = (taller: Pick<Taller, 'pool'>, url: string, pila: AsyncDisposableStack): Suscripcion => {
  const conexion = pila.use(conectarNats(url))
  return consumir(
    taller,
    (respaldo) => abrirFuenteNats({ conexion, respaldo, registro: sinRegistro, latido: 1_000 }),
    pila,
  )
}
