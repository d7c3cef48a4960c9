import { setTimeout as dormir } from 'node:timers/promises'
import { type ConsumerMessages, DeliverPolicy, type JsMsg, jetstream } from '@nats-io/jetstream'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import { abrirFuenteBroker, type FuenteBroker } from '../fuentes/fuente-broker.ts'
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

/** Lo que pueden diferir el reloj de la base y el del broker, ms. */
const MARGEN = 60_000
const EN_VUELO = 500

/** Un tópico que se sigue: desde qué instante (ms) del broker; `null`, desde lo que llegue ahora. */
type Seguido = { topico: string; desde: number | null }

class Lector {
  readonly #o: Opciones
  readonly #fuente: FuenteBroker
  readonly #fin = new AbortController()
  readonly #marchas = new Map<string, Promise<void>>()

  constructor(opciones: Opciones, fuente: FuenteBroker) {
    this.#o = opciones
    this.#fuente = fuente
  }

  /** Empieza a seguir un tópico la primera vez que alguien lo lee, desde lo que vaya a necesitar. */
  seguir(topico: string, { mensajes }: Tramo): void {
    if (this.#marchas.has(topico) || this.#fin.signal.aborted) return
    const primero = mensajes[0]
    const desde = primero === undefined ? null : primero.guardadoEn - MARGEN
    this.#marchas.set(topico, this.#marchar({ topico, desde }))
  }

  async cerrar(): Promise<void> {
    this.#fin.abort()
    await Promise.all(this.#marchas.values())
  }

  async #marchar(seguido: Seguido): Promise<void> {
    const { registro, descanso = 500 } = this.#o
    let quejado = false
    while (!this.#fin.signal.aborted) {
      try {
        await this.#leer(seguido)
        quejado = false
      } catch (error) {
        const nivel = quejado || error instanceof DependenciaCaida ? 'debug' : 'warn'
        registro[nivel]({ err: error, topico: seguido.topico }, 'NATS no entrega: se lee de la bitácora')
        quejado = true
      }
      // Lo que pasó mientras no se oía sólo lo sabe la bitácora.
      this.#fuente.avisar(seguido.topico)
      await dormir(descanso, undefined, { signal: this.#fin.signal }).catch(() => {})
    }
  }

  async #leer(seguido: Seguido): Promise<void> {
    const { conexion, latido = 5_000 } = this.#o
    const js = jetstream(await conexion.obtener())
    const consumidor = await js.consumers.get(FLUJO, {
      filter_subjects: seguido.topico,
      ...(seguido.desde === null
        ? { deliver_policy: DeliverPolicy.New }
        : {
            deliver_policy: DeliverPolicy.StartTime,
            opt_start_time: new Date(Math.max(0, seguido.desde)).toISOString(),
          }),
    })
    const entregas = await consumidor.consume({
      max_messages: EN_VUELO,
      idle_heartbeat: latido,
      expires: latido * 2,
      abort_on_missing_resource: true,
    })
    const parar = (): void => entregas.stop()
    this.#fin.signal.addEventListener('abort', parar, { once: true })
    // Si el cierre llegó mientras se abría, ya no habrá aviso.
    if (this.#fin.signal.aborted) parar()
    void vigilar(entregas)
    try {
      for await (const entrega of entregas) await this.#recibir(seguido, entrega)
    } finally {
      this.#fin.signal.removeEventListener('abort', parar)
      entregas.stop()
    }
  }

  async #recibir(seguido: Seguido, entrega: JsMsg): Promise<void> {
    const instante = Math.floor(entrega.timestampNanos ? Number(entrega.timestampNanos / 1_000_000n) : 0)
    try {
      this.#fuente.entregar([deNats(entrega, instante)])
    } catch (err) {
      // Un extraño publicó en un asunto nuestro. No ocupa ninguna posición: no falta nada.
      this.#o.registro.warn({ err, topico: seguido.topico, seq: entrega.seq }, 'mensaje ajeno en el broker')
    }
    seguido.desde = instante
    await this.#fuente.sitio(seguido.topico, this.#fin.signal)
  }
}

/** Sin latidos dos veces, o sin flujo, se empieza otra vez: la biblioteca podría insistir callada. */
const vigilar = async (entregas: ConsumerMessages): Promise<void> => {
  for await (const estado of entregas.status()) {
    if (estado.type === 'stream_not_found' || estado.type === 'consumer_deleted') entregas.stop()
    if (estado.type === 'heartbeats_missed' && estado.count >= 2) entregas.stop()
  }
}

/**
 * Fuente sobre JetStream con un consumidor ordenado y sin acuses por tópico: lo que vale es el cursor de
 * quien lee, en su base, así que el broker no guarda nada nuestro que se pueda perder. Lo que no traiga,
 * o traiga con huecos, se lee de `respaldo`. Sólo hace falta que el flujo exista cuando haya algo que oír.
 */
export const abrirFuenteNats = (opciones: Opciones): Fuente & AsyncDisposable => {
  const fuente = abrirFuenteBroker({ respaldo: opciones.respaldo, capacidad: opciones.capacidad ?? 2_048 })
  const lector = new Lector(opciones, fuente)
  return {
    async leer(topico, desde, limite) {
      const tramo = await fuente.leer(topico, desde, limite)
      if (limite > 0) lector.seguir(topico, tramo)
      return tramo
    },
    alLlegar: fuente.alLlegar,
    [Symbol.asyncDispose]: () => lector.cerrar(),
  }
}
