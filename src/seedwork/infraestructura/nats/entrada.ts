import { setTimeout as dormir } from 'node:timers/promises'
import { AckPolicy, type Consumer, DeliverPolicy, type JsMsg, jetstream } from '@nats-io/jetstream'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import { ErrorEsquema } from '../esquemas/errores.ts'
import type { Registro } from '../registro.ts'
import { type Bandeja, Rechazado } from '../suscripciones/bandeja.ts'
import { retroceso } from '../suscripciones/timbre.ts'
import type { ConexionNats } from './conexion.ts'
import { administrador, asegurarFlujo, FLUJO } from './flujo.ts'
import { deNats, planas } from './sobre-nats.ts'

type Opciones = Readonly<{
  conexion: ConexionNats
  /** Asuntos del flujo. */
  asuntos: readonly string[]
  /** Tópicos de comandos que se aceptan de fuera. */
  topicos: readonly string[]
  bandeja: Bandeja
  registro: Registro
  tropiezo?: Tropiezo
  /** Pausa entre intentos, ms (200 y 10 000). */
  pausa?: Readonly<{ base: number; tope: number }>
}>

/** La entrada de comandos en marcha. */
export type Entrada = AsyncDisposable & {
  /** Ms desde la última vuelta que salió bien, y por qué no sale, si no sale. */
  estado(): Readonly<{ sinVuelta: number; motivo: string | null }>
}

const SEGUNDO_EN_NS = 1e9
/** Segundos sin acuse tras los que el broker lo da a otro: lo que tarda en relevarse un proceso muerto. */
const SIN_ACUSE = 10
/** Ms de cada espera: corta, para poder cerrar. */
const ESPERA = 2_000
const LIMPIEZA = 3_600_000

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

/** Acepta, o guarda en cuarentena; sólo entonces se confirma. Lo demás sube: no es culpa del mensaje. */
const atender = async ({ bandeja, tropiezo = sinTropiezo }: Opciones, entrega: JsMsg): Promise<void> => {
  try {
    await bandeja.recibir(deNats(entrega, Date.now()))
  } catch (error) {
    if (!(error instanceof Rechazado || error instanceof ErrorEsquema)) throw error
    const crudo = {
      topico: entrega.subject,
      cabeceras: planas(entrega),
      contenido: Buffer.from(entrega.data),
    }
    await bandeja.apartar(crudo, error.message)
  }
  await tropiezo('entrada:antes-de-acuse')
  entrega.ack()
}

class Marcha {
  readonly #o: Opciones
  readonly #topico: string
  readonly #senal: AbortSignal
  vuelta = performance.now()
  motivo: string | null = null
  /** Seguidos, sin una vuelta buena entre medias. */
  #fallos = 0
  #limpiado = 0

  constructor(o: Opciones, topico: string, senal: AbortSignal) {
    this.#o = o
    this.#topico = topico
    this.#senal = senal
  }

  async correr(): Promise<void> {
    const { registro, pausa = { base: 200, tope: 10_000 } } = this.#o
    while (!this.#senal.aborted) {
      try {
        await this.#leer(await prepararConsumidor(this.#o, this.#topico))
      } catch (err) {
        this.#fallos++
        this.motivo = (err as Error).message
        const nivel = err instanceof DependenciaCaida && this.#fallos > 1 ? 'debug' : 'warn'
        registro[nivel]({ err, topico: this.#topico }, 'entrada de comandos en pausa')
        await dormir(retroceso(pausa, this.#fallos), undefined, { signal: this.#senal }).catch(() => {})
      }
    }
  }

  async #leer(consumidor: Consumer): Promise<void> {
    while (!this.#senal.aborted) {
      const entrega = await consumidor.next({ expires: ESPERA })
      if (entrega) await this.#intentar(entrega)
      else await this.#limpiar()
      this.vuelta = performance.now()
      this.motivo = null
      this.#fallos = 0
    }
  }

  async #intentar(entrega: JsMsg): Promise<void> {
    try {
      await atender(this.#o, entrega)
    } catch (error) {
      entrega.nak(1_000)
      throw error
    }
  }

  async #limpiar(): Promise<void> {
    if (performance.now() - this.#limpiado < LIMPIEZA && this.#limpiado > 0) return
    await this.#o.bandeja.limpiar()
    this.#limpiado = performance.now()
  }
}

/** Toma del broker los comandos de fuera y los pone en la bitácora. Vuelve enseguida; sin broker, insiste. */
export const abrirEntradaNats = (o: Opciones): Entrada => {
  const fin = new AbortController()
  const marchas = o.topicos.map((topico) => new Marcha(o, topico, fin.signal))
  const fines = marchas.map((m) => m.correr())
  return {
    estado: () => ({
      sinVuelta: Math.round(performance.now() - Math.min(...marchas.map((m) => m.vuelta))),
      motivo: marchas.find((m) => m.motivo !== null)?.motivo ?? null,
    }),
    async [Symbol.asyncDispose]() {
      fin.abort()
      await Promise.all(fines)
    },
  }
}
