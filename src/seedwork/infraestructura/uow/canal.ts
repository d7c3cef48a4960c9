import type pg from 'pg'
import { Paquete, type Respuesta } from './paquete.ts'
import type { Sentencia } from './sentencias.ts'

export type { Respuesta } from './paquete.ts'

/** Ms sin respuesta tras los que la conexión se da por muerta: más que cualquier plazo del servidor. */
const PLAZO = 9_000

/**
 * Manda unas sentencias en un paquete. Con la red a medio abrir nadie corta: pasado el plazo se destruye la
 * conexión, y la espera acaba con su error.
 */
export const enviarConPlazo = async (
  cliente: pg.Client,
  sentencias: readonly Sentencia[],
): Promise<readonly Respuesta[]> => {
  const { stream } = cliente.connection
  const reloj = setTimeout(() => stream.destroy(), PLAZO)
  try {
    return await new Paquete(sentencias).enviar(cliente)
  } finally {
    clearTimeout(reloj)
  }
}

/**
 * Una transacción sobre una conexión: cada `enviar` es un solo paquete hacia el servidor,
 * y el primero lleva por delante el `BEGIN`.
 */
export class Canal {
  readonly #cliente: pg.Client
  readonly #antes: Promise<unknown> | undefined
  #abierta = false
  #fallo: unknown
  /** Hasta cuándo dura el último envío, si hay uno: pg deja de encolar lo que se le pide mientras trabaja. */
  #enVuelo: Promise<void> | null = null

  /** `antes`: lo que otra transacción tiene en vuelo por esta conexión; si falla, por aquí no sale nada. */
  constructor(cliente: pg.Client, antes?: Promise<unknown>) {
    this.#cliente = cliente
    this.#antes = antes
  }

  /** Pid del servidor que atiende esta conexión. */
  get pid(): number {
    return (this.#cliente as pg.Client & { processID: number }).processID
  }

  /** El primer error que dio la base en esta transacción: es de todo el lote, no de una orden. */
  get fallo(): unknown {
    return this.#fallo
  }

  /** Manda las sentencias juntas y espera todas las respuestas; falla con el primer error. */
  async enviar(sentencias: readonly Sentencia[]): Promise<Respuesta[]> {
    if (sentencias.length === 0) return []
    if (this.#antes) await this.#antes
    const previas = this.#abierta ? [] : [{ text: 'begin' }]
    this.#abierta = true
    const respuestas = await this.#paquete([...previas, ...sentencias])
    return respuestas.slice(previas.length)
  }

  /**
   * Manda `cola` y el `COMMIT` en el mismo paquete. Después de un error PostgreSQL contesta `ROLLBACK`
   * a un COMMIT y parece un éxito: por eso se comprueba la palabra.
   */
  async confirmar(cola: readonly Sentencia[]): Promise<Respuesta[]> {
    const respuestas = await this.enviar([...cola, { text: 'commit' }])
    this.#abierta = false
    const ultima = respuestas.at(-1)
    if (ultima?.orden !== 'COMMIT') throw new Error(`el servidor contestó ${ultima?.orden} a COMMIT`)
    return respuestas.slice(0, -1)
  }

  /** Deshace lo que hubiera; no falla si la conexión ya no está. */
  async deshacer(): Promise<void> {
    this.#fallo = undefined
    if (!this.#abierta) return
    this.#abierta = false
    await this.#enVuelo
    await this.#cliente.query('rollback').catch(() => {})
  }

  async #paquete(sentencias: readonly Sentencia[]): Promise<readonly Respuesta[]> {
    const anterior = this.#enVuelo
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#enVuelo = promise
    // Con la conexión libre sale en este mismo turno.
    if (anterior) await anterior
    try {
      return await enviarConPlazo(this.#cliente, sentencias)
    } catch (error) {
      this.#fallo ??= error
      throw error
    } finally {
      if (this.#enVuelo === promise) this.#enVuelo = null
      resolve()
    }
  }
}
