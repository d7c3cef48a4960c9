import { setTimeout as dormir } from 'node:timers/promises'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Registro } from '../registro.ts'
import { abrirFuenteBroker, type FuenteBroker } from './fuente-broker.ts'

/** Un tópico que se sigue: desde qué instante (ms) del broker; `null`, desde lo que llegue ahora. */
export type Seguido = { topico: string; desde: number | null }

/** Lo que trae el broker: cómo se lee, cuándo lo guardó (ms) y su número, para nombrarlo. */
export type Traido = Readonly<{ mensaje: () => Mensaje; instante: number; numero: number | bigint }>

/**
 * Oye un tópico desde `desde` y da cada mensaje a `recibir`, uno a uno. Vuelve, o falla, cuando deja de oír:
 * se le llama otra vez. Con `senal` abortada vuelve pronto.
 */
export type Oir = (
  seguido: Readonly<Seguido>,
  recibir: (traido: Traido) => Promise<void>,
  senal: AbortSignal,
) => Promise<void>

type Opciones = Readonly<{
  /** El broker, para decirlo. */
  nombre: string
  /** La bitácora, por HTTP o por SQL: de ahí sale lo que el broker no traiga. */
  respaldo: Fuente
  registro: Registro
  /** Mensajes que se guardan de cada tópico (2 048). */
  capacidad?: number
  /** Ms entre intentos (500). */
  descanso?: number
  oir: Oir
}>

/** Lo que pueden diferir el reloj de la base y el del broker, ms. */
const MARGEN = 60_000

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
    const { registro, nombre, descanso = 500 } = this.#o
    let quejado = false
    while (!this.#fin.signal.aborted) {
      try {
        await this.#o.oir(seguido, (traido) => this.#recibir(seguido, traido), this.#fin.signal)
        quejado = false
      } catch (error) {
        const nivel = quejado || error instanceof DependenciaCaida ? 'debug' : 'warn'
        registro[nivel]({ err: error, topico: seguido.topico }, `${nombre} no entrega: se lee de la bitácora`)
        quejado = true
      }
      // Lo que pasó mientras no se oía sólo lo sabe la bitácora.
      this.#fuente.avisar(seguido.topico)
      await dormir(descanso, undefined, { signal: this.#fin.signal }).catch(() => {})
    }
  }

  async #recibir(seguido: Seguido, { mensaje, instante, numero }: Traido): Promise<void> {
    try {
      this.#fuente.entregar([mensaje()])
    } catch (err) {
      // Un extraño publicó en un tópico nuestro. No ocupa ninguna posición: no falta nada.
      this.#o.registro.warn(
        { err, topico: seguido.topico, seq: Number(numero) },
        'mensaje ajeno en el broker',
      )
    }
    seguido.desde = instante
    await this.#fuente.sitio(seguido.topico, this.#fin.signal)
  }
}

/**
 * Fuente que sigue un broker, tópico por tópico y sin acuses: lo que vale es el cursor de quien lee, en su
 * base, así que el broker no guarda nada nuestro que se pueda perder. Lo que no traiga, o traiga con
 * huecos, se lee de `respaldo`.
 */
export const abrirFuenteSeguida = (o: Opciones): Fuente & AsyncDisposable => {
  const fuente = abrirFuenteBroker({ respaldo: o.respaldo, capacidad: o.capacidad ?? 2_048 })
  const lector = new Lector(o, fuente)
  return {
    async leer(topico, desde, limite) {
      const tramo = await fuente.leer(topico, desde, limite)
      if (limite > 0) lector.seguir(topico, tramo)
      return tramo
    },
    alLlegar: fuente.alLlegar,
    olvidar: () => fuente.olvidar?.(),
    [Symbol.asyncDispose]: () => lector.cerrar(),
  }
}
