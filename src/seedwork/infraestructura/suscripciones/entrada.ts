import { setTimeout as dormir } from 'node:timers/promises'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { sinTropiezo, type Tropiezo } from '../../aplicacion/tropiezo.ts'
import { ErrorEsquema } from '../esquemas/errores.ts'
import type { Registro } from '../registro.ts'
import { type Bandeja, type Crudo, Rechazado } from './bandeja.ts'
import { retroceso } from './timbre.ts'

/** Un comando de fuera, tal como lo da el broker. */
export type Entrega = Readonly<{
  /** Falla con `ErrorEsquema` si no se entiende. */
  mensaje(): Mensaje
  crudo(): Crudo
  /** Ya está en la bitácora, o en cuarentena: que no vuelva a salir. */
  confirmar(): void | Promise<void>
  /** No se pudo ahora: que vuelva a salir. */
  devolver(): void
}>

/** La siguiente entrega de un tópico, en orden; `null` si no hubo ninguna en un rato, corto, para poder cerrar. */
export type Toma = AsyncDisposable & { siguiente(): Promise<Entrega | null> }

/** Lo que hace falta de la entrada, sea el broker que sea. */
export type OpcionesEntrada = Readonly<{
  /** Tópicos de comandos que se aceptan de fuera. */
  topicos: readonly string[]
  bandeja: Bandeja
  registro: Registro
  tropiezo?: Tropiezo
  /** Pausa entre intentos, ms (200 y 10 000). */
  pausa?: Readonly<{ base: number; tope: number }>
}>

type Opciones = OpcionesEntrada & Readonly<{ abrir: (topico: string) => Promise<Toma> }>

/** La entrada de comandos en marcha. */
export type Entrada = AsyncDisposable & {
  /** Ms desde la última vuelta que salió bien, y por qué no sale, si no sale. */
  estado(): Readonly<{ sinVuelta: number; motivo: string | null }>
}

const LIMPIEZA = 3_600_000

/** Acepta, o guarda en cuarentena; sólo entonces se confirma. Lo demás sube: no es culpa del mensaje. */
const atender = async ({ bandeja, tropiezo = sinTropiezo }: Opciones, entrega: Entrega): Promise<void> => {
  try {
    await bandeja.recibir(entrega.mensaje())
  } catch (error) {
    if (!(error instanceof Rechazado || error instanceof ErrorEsquema)) throw error
    await bandeja.apartar(entrega.crudo(), error.message)
  }
  await tropiezo('entrada:antes-de-acuse')
  await entrega.confirmar()
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
        await using toma = await this.#o.abrir(this.#topico)
        await this.#leer(toma)
      } catch (err) {
        if (this.#senal.aborted) return
        this.#fallos++
        this.motivo = (err as Error).message
        const nivel = err instanceof DependenciaCaida && this.#fallos > 1 ? 'debug' : 'warn'
        registro[nivel]({ err, topico: this.#topico }, 'entrada de comandos en pausa')
        await dormir(retroceso(pausa, this.#fallos), undefined, { signal: this.#senal }).catch(() => {})
      }
    }
  }

  async #leer(toma: Toma): Promise<void> {
    while (!this.#senal.aborted) {
      const entrega = await toma.siguiente()
      if (entrega) await this.#intentar(entrega)
      else await this.#limpiar()
      this.vuelta = performance.now()
      this.motivo = null
      this.#fallos = 0
    }
  }

  async #intentar(entrega: Entrega): Promise<void> {
    try {
      await atender(this.#o, entrega)
    } catch (error) {
      entrega.devolver()
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
export const abrirEntrada = (o: Opciones): Entrada => {
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
