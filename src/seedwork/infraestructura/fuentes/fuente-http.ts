import { setTimeout as dormir } from 'node:timers/promises'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import { crearAvisos } from './avisos.ts'
import { deJson, type MensajeJson } from './mensaje-json.ts'

/** Segundos que se pide al servidor esperar a que llegue algo, y ms tras los que se da por perdido. */
const ESPERA = 20
const PLAZO = 10_000
/** Ms de descanso tras un fallo de la espera. */
const DESCANSO = 1_000
/** Mensajes que trae una espera: lo que llegó se entrega sin volver a pedirlo. */
const ANTICIPO = 500

type Opciones = Readonly<{
  /** Raíz de la API. */
  url: string
  /** Ficha de portador, o cómo obtenerla. */
  credencial: string | (() => string)
}>

type Cuerpo = { mensajes: MensajeJson[]; cabeza: number; inicio?: number; ancla?: string }

class FuenteRemota implements Fuente, AsyncDisposable {
  readonly #raiz: string
  readonly #credencial: Opciones['credencial']
  readonly #avisos = crearAvisos()
  readonly #fin = new AbortController()
  readonly #esperas = new Map<string, Promise<void>>()
  readonly #anticipos = new Map<string, { desde: number; tramo: Tramo }>()
  readonly alLlegar = this.#avisos.apuntar

  constructor({ url, credencial }: Opciones) {
    this.#raiz = url.endsWith('/') ? url : `${url}/`
    this.#credencial = credencial
  }

  async leer(topico: string, desde: number, limite: number): Promise<Tramo> {
    const anticipo = this.#anticipos.get(topico)
    this.#anticipos.delete(topico)
    const tramo =
      anticipo?.desde === desde && limite > 0
        ? { ...anticipo.tramo, mensajes: anticipo.tramo.mensajes.slice(0, limite) }
        : await this.#pedirHasta(topico, desde, limite)
    if ((tramo.mensajes.at(-1)?.posicion ?? desde) >= tramo.cabeza) this.#vigilar(topico, tramo.cabeza)
    return tramo
  }

  olvidar(): void {
    this.#anticipos.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fin.abort()
    await Promise.all(this.#esperas.values())
  }

  async #pedir(topico: string, parametros: Record<string, number>, plazo: number): Promise<Tramo> {
    const destino = new URL(`bitacora/${encodeURIComponent(topico)}`, this.#raiz)
    for (const [nombre, valor] of Object.entries(parametros)) destino.searchParams.set(nombre, String(valor))
    const ficha = typeof this.#credencial === 'string' ? this.#credencial : this.#credencial()
    const senal = AbortSignal.any([this.#fin.signal, AbortSignal.timeout(plazo)])
    const { mensajes, cabeza, inicio = 1, ancla } = await traer(destino, ficha, senal)
    return { mensajes: mensajes.map(deJson), cabeza, inicio, ...(ancla !== undefined && { ancla }) }
  }

  /** La API pide al menos un mensaje; con `limite` 0 sólo interesa la cabeza. */
  async #pedirHasta(topico: string, desde: number, limite: number): Promise<Tramo> {
    const tramo = await this.#pedir(topico, { desde, limite: Math.max(1, limite) }, PLAZO)
    return limite > 0 ? tramo : { ...tramo, mensajes: [] }
  }

  #vigilar(topico: string, desde: number): void {
    if (!this.#avisos.hay || this.#fin.signal.aborted || this.#esperas.has(topico)) return
    const espera = this.#esperar(topico, desde).then(() => {
      this.#esperas.delete(topico)
      this.#avisos.dar(topico)
    })
    this.#esperas.set(topico, espera)
  }

  async #esperar(topico: string, desde: number): Promise<void> {
    const { signal } = this.#fin
    while (!signal.aborted) {
      const parametros = { desde, limite: ANTICIPO, esperar: ESPERA }
      const tramo = await this.#pedir(topico, parametros, ESPERA * 1_000 + PLAZO).catch(() => null)
      if (tramo === null) await dormir(DESCANSO, undefined, { signal, ref: false }).catch(() => {})
      else if (tramo.mensajes.length > 0 || tramo.cabeza !== desde) {
        this.#anticipos.set(topico, { desde, tramo })
        return
      }
    }
  }
}

/**
 * Fuente sobre `GET /bitacora/{topico}` de otro proceso. Por cada tópico que se leyó hasta el final
 * queda una petición en espera, que avisa en cuanto hay algo. Si la API no contesta, `leer` falla con
 * `DependenciaCaida`.
 */
export const abrirFuenteHttp = (opciones: Opciones): Fuente & AsyncDisposable => new FuenteRemota(opciones)

const traer = async (destino: URL, ficha: string, signal: AbortSignal): Promise<Cuerpo> => {
  const headers = { authorization: `Bearer ${ficha}`, accept: 'application/json' }
  try {
    const respuesta = await fetch(destino, { headers, signal })
    if (respuesta.ok) return (await respuesta.json()) as Cuerpo
    await respuesta.body?.cancel()
    throw new DependenciaCaida(`${destino.pathname} contestó ${respuesta.status}`)
  } catch (error) {
    if (error instanceof DependenciaCaida) throw error
    throw new DependenciaCaida(`${destino.origin} no contesta`, error)
  }
}
