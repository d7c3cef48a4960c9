import { setTimeout as dormir } from 'node:timers/promises'
import { AckPolicy, type Consumer, DeliverPolicy, type JsMsg, jetstream } from '@nats-io/jetstream'
import {
  abrirEntrada,
  type Entrada,
  type Entrega,
  type OpcionesEntrada,
  type Toma,
} from '../suscripciones/entrada.ts'
import type { ConexionNats } from './conexion.ts'
import { administrador, asegurarFlujo, FLUJO } from './flujo.ts'
import { deNats, planas } from './sobre-nats.ts'

type Opciones = OpcionesEntrada &
  Readonly<{
    conexion: ConexionNats
    /** Asuntos del flujo. */
    asuntos: readonly string[]
  }>

const SEGUNDO_EN_NS = 1e9
/** Segundos sin acuse tras los que el broker lo da a otro: lo que tarda en relevarse un proceso muerto. */
const SIN_ACUSE = 10
/** Ms de cada espera: corta, para poder cerrar. */
const ESPERA = 2_000
/** Ms de más que se aguarda a que el cliente la dé por acabada: con el broker caído no acaba nunca. */
const GRACIA = 1_000

/**
 * Uno en vuelo entre todos los procesos: el siguiente sale cuando el anterior está en la bitácora, y así
 * el orden de quien manda se conserva aunque lean varios. Sin tope de entregas (`max_deliver`): al llegar
 * a él NATS sólo dejaría de entregar; lo que no sirve se guarda en cuarentena, aquí.
 */
const prepararConsumidor = async ({ conexion, asuntos }: Opciones, topico: string): Promise<Consumer> => {
  await asegurarFlujo(conexion, asuntos)
  const jsm = await administrador(conexion)
  const nombre = `entrada-${topico}`
  await jsm.consumers.add(FLUJO, {
    durable_name: nombre,
    filter_subject: topico,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: SIN_ACUSE * SEGUNDO_EN_NS,
    max_ack_pending: 1,
    max_deliver: -1,
  })
  return jetstream(await conexion.obtener()).consumers.get(FLUJO, nombre)
}

const entregaDe = (m: JsMsg): Entrega => ({
  mensaje: () => deNats(m, Date.now()),
  crudo: () => ({ topico: m.subject, cabeceras: planas(m), contenido: Buffer.from(m.data) }),
  confirmar: () => m.ack(),
  devolver: () => m.nak(1_000),
})

/** El siguiente, o `null` si no llega a tiempo; el que llegue tarde se devuelve, que aquí ya nadie lo espera. */
const pedirUno = async (consumidor: Consumer): Promise<JsMsg | null> => {
  const reloj = new AbortController()
  const pedido = consumidor.next({ expires: ESPERA })
  const tarde = dormir(ESPERA + GRACIA, 'tarde' as const, { signal: reloj.signal })
  try {
    const llegado = await Promise.race([pedido, tarde])
    if (llegado !== 'tarde') return llegado
    pedido.then((m) => m?.nak()).catch(() => {})
    return null
  } finally {
    reloj.abort()
    tarde.catch(() => {})
  }
}

const abrirToma = async (o: Opciones, topico: string): Promise<Toma> => {
  const consumidor = await prepararConsumidor(o, topico)
  return {
    async siguiente() {
      // Cortada la conexión se dice enseguida, y no se junta una espera más sin fin.
      await o.conexion.obtener()
      const entrega = await pedirUno(consumidor)
      return entrega && entregaDe(entrega)
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** La entrada de comandos de fuera por JetStream: un consumidor duradero por tópico. */
export const abrirEntradaNats = (o: Opciones): Entrada =>
  abrirEntrada({ ...o, abrir: (topico) => abrirToma(o, topico) })
