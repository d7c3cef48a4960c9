import { ErrorArranque } from './error-arranque.ts'
import type { Registro } from './registro.ts'

/** Cuánto puede tardar el cierre ordenado antes de salir de todos modos, con código 1. */
const LIMITE_DRENAJE_MS = 25_000

/** Con Ctrl-C bajo npm la misma señal llega dos veces (de la terminal y de npm): no es que haya prisa. */
const MISMA_SENAL_MS = 1_000

/** Cuándo arrancó este proceso, RFC 3339: el `desde` de `/readyz`. */
export const ARRANQUE = new Date(Date.now() - process.uptime() * 1_000).toISOString()

/** Lo que un servicio puede usar del proceso que lo corre. */
export type Proceso = Readonly<{
  /** Se aborta con la primera señal: lo que espera, deja de esperar. */
  fin: AbortSignal
  /** Desde aquí los errores del proceso van al registro del servicio y no a la salida de errores. */
  anotarEn(registro: Registro): void
  /** Drena y sale: lo llama el servicio que ya no puede seguir. */
  terminar(motivo: string, codigo?: number): void
}>

type Abrir = (proceso: Proceso) => Promise<AsyncDisposable>

/** Quien lee nuestra salida puede irse (`| head`): eso no es motivo para morir. */
const sobrevivirATuberiasRotas = (): void => {
  for (const salida of [process.stdout, process.stderr]) salida.on('error', () => {})
}

const enConsola = (nivel: string) => (datos: object, mensaje: string) => {
  const { err } = datos as { err?: unknown }
  process.stderr.write(`${nivel}: ${mensaje}${err instanceof Error ? `\n${err.stack}` : ''}\n`)
}

const consola: Registro = {
  debug() {},
  info: enConsola('info'),
  warn: enConsola('aviso'),
  error: enConsola('error'),
}

/** Estado del cierre: quién lo pidió primero decide el código; lo demás espera o acelera. */
class Cierre {
  registro: Registro = consola
  readonly fin = new AbortController()
  readonly #limiteMs: number
  readonly #abierto: Promise<AsyncDisposable | undefined>
  readonly #resolver: (servicio: AsyncDisposable | undefined) => void
  #codigo: number | undefined
  #desde = 0

  constructor(limiteMs: number) {
    this.#limiteMs = limiteMs
    const { promise, resolve } = Promise.withResolvers<AsyncDisposable | undefined>()
    this.#abierto = promise
    this.#resolver = resolve
  }

  get cerrando(): boolean {
    return this.#codigo !== undefined
  }

  /** Milisegundos desde que se pidió cerrar. */
  get lleva(): number {
    return performance.now() - this.#desde
  }

  abierto(servicio: AsyncDisposable | undefined): void {
    this.#resolver(servicio)
  }

  /** Drena y sale con `codigo`; si ya se estaba cerrando, sólo puede empeorar el código. */
  pedir(codigo: number): void {
    const primera = this.#codigo === undefined
    this.#codigo = Math.max(this.#codigo ?? 0, codigo)
    if (!primera) return
    this.#desde = performance.now()
    void this.#drenar()
  }

  async #drenar(): Promise<void> {
    const limite = setTimeout(() => {
      this.registro.error(
        { limiteMs: LIMITE_DRENAJE_MS },
        'el cierre pasó de su límite: se sale sin terminar',
      )
      process.exit(1)
    }, this.#limiteMs)
    limite.unref()
    this.fin.abort()
    try {
      await (await this.#abierto)?.[Symbol.asyncDispose]()
    } catch (err) {
      this.registro.error({ err }, 'falló el cierre')
      this.#codigo = Math.max(this.#codigo ?? 0, 1)
    }
    process.exit(this.#codigo)
  }
}

const escucharSenales = (cierre: Cierre): void => {
  for (const senal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(senal, () => {
      if (cierre.cerrando && cierre.lleva < MISMA_SENAL_MS) return
      if (cierre.cerrando) {
        cierre.registro.warn({ senal }, 'segunda señal: se sale ya')
        process.exit(1)
      }
      cierre.registro.info({ senal }, 'cerrando')
      cierre.pedir(0)
    })
  }
}

/** Un estado que nadie previó no debe seguir sirviendo: se anota, se drena y se sale con 1. */
const escucharDefectos = (cierre: Cierre): void => {
  for (const caso of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(caso, (err: unknown) => {
      cierre.registro.error({ err, caso }, 'error que nadie esperaba: se cierra el servicio')
      cierre.pedir(1)
    })
  }
}

const fallarAlAbrir = (cierre: Cierre, err: unknown): void => {
  if (err instanceof ErrorArranque) {
    process.stderr.write(`${err.message}\n`)
    cierre.pedir(err.codigoSalida)
  } else if (cierre.cerrando) {
    cierre.registro.warn({ err }, 'se cerró antes de terminar de abrir')
  } else {
    cierre.registro.error({ err }, 'no se pudo abrir el servicio')
    cierre.pedir(1)
  }
}

/**
 * Corre un servicio hasta que le llegue una señal: SIGTERM, SIGINT y SIGHUP drenan (límite 25 s) y salen
 * con 0; una segunda señal sale ya. Un `ErrorArranque` imprime su mensaje y sale con su código (78).
 * Es lo único que un `principal.ts` hace además de elegir qué abrir.
 */
export const correrServicio = async (abrir: Abrir, limiteMs: number = LIMITE_DRENAJE_MS): Promise<void> => {
  sobrevivirATuberiasRotas()
  const cierre = new Cierre(limiteMs)
  escucharSenales(cierre)
  escucharDefectos(cierre)
  try {
    const servicio = await abrir({
      fin: cierre.fin.signal,
      anotarEn: (registro) => {
        cierre.registro = registro
      },
      terminar: (motivo, codigo = 1) => {
        cierre.registro.error({ codigo }, motivo)
        cierre.pedir(codigo)
      },
    })
    cierre.abierto(servicio)
  } catch (err) {
    fallarAlAbrir(cierre, err)
    cierre.abierto(undefined)
  }
}
