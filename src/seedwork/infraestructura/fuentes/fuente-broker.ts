import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { crearAvisos } from './avisos.ts'

/** Una fuente que se llena con lo que trae un broker. */
export type FuenteBroker = Fuente & {
  /** Lo recibido, como llegue: repetido, desordenado o con huecos. */
  entregar(mensajes: readonly Mensaje[]): void
  /** Resuelve cuando el tópico tiene sitio para más, o al abortar: quien trae de prisa, espera. */
  sitio(topico: string, senal: AbortSignal): Promise<void>
  /** Puede haber algo que el broker no trajo: quien lea, que mire la bitácora. */
  avisar(topico: string): void
}

type Recibido = {
  recibidos: Map<number, Mensaje>
  cabeza: number
  /** Hasta dónde se ha pedido ya: lo anterior no se vuelve a guardar. */
  leido: number
  /** La menor posición que queda en la bitácora; `null` si aún no se le ha preguntado. */
  inicio: number | null
  /** Quienes esperan sitio. */
  esperan: Set<() => void>
}

const nuevo = (): Recibido => ({
  recibidos: new Map(),
  cabeza: 0,
  leido: 0,
  inicio: null,
  esperan: new Set(),
})

/** Olvida lo que quien lee ya dejó atrás y despierta a quien esperaba sitio. */
const avanzar = (suyo: Recibido, desde: number): void => {
  if (desde <= suyo.leido) return
  suyo.leido = desde
  for (const posicion of suyo.recibidos.keys()) if (posicion <= desde) suyo.recibidos.delete(posicion)
  for (const despertar of suyo.esperan) despertar()
}

const contiguos = ({ recibidos }: Recibido, desde: number, limite: number): Mensaje[] => {
  const mensajes: Mensaje[] = []
  for (let p = desde + 1; mensajes.length < limite && recibidos.has(p); p++) mensajes.push(recibidos.get(p)!)
  return mensajes
}

type Opciones = Readonly<{ respaldo: Fuente; capacidad: number }>

class RecibidoDeBroker implements FuenteBroker {
  readonly #respaldo: Fuente
  readonly #capacidad: number
  readonly #avisos = crearAvisos()
  readonly #topicos = new Map<string, Recibido>()
  readonly alLlegar = this.#avisos.apuntar
  readonly avisar = this.#avisos.dar

  constructor({ respaldo, capacidad }: Opciones) {
    this.#respaldo = respaldo
    this.#capacidad = capacidad
  }

  async leer(topico: string, desde: number, limite: number): Promise<Tramo> {
    const suyo = this.#abrir(topico)
    avanzar(suyo, desde)
    const mensajes = contiguos(suyo, desde, limite)
    if (mensajes.length === 0 || suyo.inicio === null) return this.#preguntar(topico, desde, limite)
    return { mensajes, cabeza: suyo.cabeza, inicio: suyo.inicio }
  }

  olvidar(): void {
    for (const suyo of this.#topicos.values()) {
      suyo.recibidos.clear()
      Object.assign(suyo, { cabeza: 0, leido: 0, inicio: null })
      for (const despertar of suyo.esperan) despertar()
    }
    this.#respaldo.olvidar?.()
  }

  entregar(mensajes: readonly Mensaje[]): void {
    for (const m of mensajes) this.#guardar(m)
    for (const topico of new Set(mensajes.map((m) => m.topico))) this.#avisos.dar(topico)
  }

  async sitio(topico: string, senal: AbortSignal): Promise<void> {
    const suyo = this.#abrir(topico)
    while (suyo.recibidos.size >= this.#capacidad && !senal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const despertar = (): void => resolve()
      suyo.esperan.add(despertar)
      senal.addEventListener('abort', despertar)
      await promise
      senal.removeEventListener('abort', despertar)
      suyo.esperan.delete(despertar)
    }
  }

  #abrir(topico: string): Recibido {
    const suyo = this.#topicos.get(topico) ?? nuevo()
    this.#topicos.set(topico, suyo)
    return suyo
  }

  async #preguntar(topico: string, desde: number, limite: number): Promise<Tramo> {
    const tramo = await this.#respaldo.leer(topico, desde, limite)
    this.#abrir(topico).inicio = tramo.inicio
    return tramo
  }

  #guardar(m: Mensaje): void {
    const suyo = this.#abrir(m.topico)
    suyo.cabeza = Math.max(suyo.cabeza, m.posicion)
    if (m.posicion <= suyo.leido) return
    suyo.recibidos.set(m.posicion, m)
    if (suyo.recibidos.size > this.#capacidad) suyo.recibidos.delete(suyo.recibidos.keys().next().value!)
  }
}

/**
 * Lee lo que trajo el broker y, de lo que falte, de la bitácora. No se le cree más que la posición: lo
 * que sigue al cursor sin hueco se usa; lo repetido no se vuelve a mirar; ante un hueco, o una cabeza
 * más allá de lo recibido, se pide el rango a `respaldo`. Así un broker que pierde sólo cuesta tiempo.
 * La primera lectura de un tópico es de la bitácora: es quien sabe si el cursor es suyo y qué se podó.
 * `capacidad` son los mensajes que se guardan por tópico, para entregas desordenadas.
 */
export const abrirFuenteBroker = (opciones: Opciones): FuenteBroker => new RecibidoDeBroker(opciones)
