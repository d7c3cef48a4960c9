import { setTimeout as dormir } from 'node:timers/promises'
import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Registro } from '../registro.ts'
import { crearTimbre } from '../suscripciones/timbre.ts'
import { Anillo } from './anillo.ts'

/** Sigue la bitácora desde su final y recuerda lo último, sin cursor: para empujar a quien esté mirando. */
export type LectorEfimero = AsyncDisposable & {
  /** Última posición vista de un tópico; 0 si está vacío o aún no se ha leído. */
  hasta(topico: string): number
  /** Lo que sigue a `posicion` (exclusiva), o `'perdido'` si ya no se recuerda o nunca existió. */
  desde(topico: string, posicion: number): readonly Mensaje[] | 'perdido'
  /** Cada mensaje nuevo, en orden dentro de su tópico. Devuelve cómo dejar de oírlos. */
  alMensaje(oyente: (mensaje: Mensaje) => void): () => void
  /** Un tópico cuya bitácora se perdió o se restauró: lo recordado ya no vale. */
  alReiniciar(oyente: (topico: string) => void): () => void
  /** Ms desde la última lectura que salió bien. */
  sinVuelta(): number
}

type Opciones = Readonly<{
  fuente: Fuente
  topicos: readonly string[]
  /** Mensajes que se recuerdan por tópico. */
  capacidad: number
  registro: Registro
  /** Ms entre sondeos cuando nada avisa (2 000). */
  sondeo?: number
}>

const LOTE = 500
/** Ms de pausa cuando la fuente no contesta. */
const PAUSA = 1_000

class Efimero implements LectorEfimero {
  readonly #fuente: Fuente
  readonly #registro: Registro
  readonly #sondeo: number
  readonly #anillos: ReadonlyMap<string, Anillo>
  readonly #oyentes = new Set<(mensaje: Mensaje) => void>()
  readonly #alReinicio = new Set<(topico: string) => void>()
  readonly #fin = new AbortController()
  readonly #timbre = crearTimbre()
  readonly #callar: () => void
  readonly #marcha: Promise<void>
  #vuelta = performance.now()

  constructor({ fuente, topicos, capacidad, registro, sondeo = 2_000 }: Opciones) {
    this.#fuente = fuente
    this.#registro = registro
    this.#sondeo = sondeo
    this.#anillos = new Map(topicos.map((t) => [t, new Anillo(capacidad)]))
    this.#callar = fuente.alLlegar((topico) => void (this.#anillos.has(topico) && this.#timbre.tocar()))
    this.#marcha = this.#marchar()
  }

  hasta(topico: string): number {
    return this.#anillos.get(topico)?.hasta ?? 0
  }

  desde(topico: string, posicion: number): readonly Mensaje[] | 'perdido' {
    return this.#anillos.get(topico)?.desde(posicion) ?? 'perdido'
  }

  alMensaje(oyente: (mensaje: Mensaje) => void): () => void {
    return apuntar(this.#oyentes, oyente)
  }

  alReiniciar(oyente: (topico: string) => void): () => void {
    return apuntar(this.#alReinicio, oyente)
  }

  sinVuelta(): number {
    return Math.round(performance.now() - this.#vuelta)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#callar()
    this.#fin.abort()
    await this.#marcha
  }

  async #marchar(): Promise<void> {
    const { signal } = this.#fin
    while (!signal.aborted) {
      try {
        for (const [topico, anillo] of this.#anillos) await this.#seguir(topico, anillo)
        this.#vuelta = performance.now()
        await this.#timbre.esperar(this.#sondeo, signal)
      } catch (error) {
        if (signal.aborted) return
        this.#registro.warn({ err: error }, 'el lector efímero no puede leer')
        await dormir(PAUSA, undefined, { signal }).catch(() => {})
      }
    }
  }

  async #seguir(topico: string, anillo: Anillo): Promise<void> {
    if (!anillo.situado) await situar(this.#fuente, topico, anillo)
    for (;;) {
      const tramo = await this.#fuente.leer(topico, anillo.hasta, LOTE)
      const { mensajes, cabeza } = tramo
      if (esOtra(anillo, tramo)) {
        await situar(this.#fuente, topico, anillo)
        for (const avisar of this.#alReinicio) avisar(topico)
        continue
      }
      for (const m of mensajes) {
        anillo.poner(m)
        for (const oir of this.#oyentes) oir(m)
      }
      if (mensajes.length === 0 || anillo.hasta >= cabeza) return
    }
  }
}

/**
 * Abre el lector y vuelve enseguida. La primera lectura de cada tópico trae los últimos `capacidad`
 * mensajes, sin anunciarlos: así quien vuelve tras reiniciar este proceso no pierde el hilo.
 */
export const abrirLectorEfimero = (opciones: Opciones): LectorEfimero => new Efimero(opciones)

const apuntar = <F>(conjunto: Set<F>, oyente: F): (() => void) => {
  conjunto.add(oyente)
  return () => void conjunto.delete(oyente)
}

/** La bitácora acaba antes, empieza después o tiene otra cosa donde este lector va: es otra, se restauró o se podó. */
const esOtra = ({ hasta, ultimo }: Anillo, { cabeza, inicio, ancla }: Tramo): boolean =>
  cabeza < hasta || hasta + 1 < inicio || (ancla !== undefined && ultimo !== undefined && ultimo.id !== ancla)

/** Lleva el anillo al final del tópico, con lo último ya recordado. */
const situar = async (fuente: Fuente, topico: string, anillo: Anillo): Promise<void> => {
  const { cabeza, inicio } = await fuente.leer(topico, 0, 0)
  anillo.vaciar(Math.max(inicio - 1, cabeza - anillo.capacidad))
  while (anillo.hasta < cabeza) {
    const { mensajes } = await fuente.leer(topico, anillo.hasta, LOTE)
    if (mensajes.length === 0) return
    for (const m of mensajes) anillo.poner(m)
  }
}
