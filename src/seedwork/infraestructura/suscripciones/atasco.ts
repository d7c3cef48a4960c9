import { ErrorDominio } from '../../dominio/errores.ts'
import { PlazoVencido, ProcesoAtascado } from './fallos.ts'

/** Ms sin que en el proceso corriera nada más desde los que un plazo o una conexión se pierden por eso, y cada cuánto se mira. */
const ATASCO = 1_000
const TIC = 200

/** Mira si el proceso estuvo parado, atascado por un trabajo que no suelta el hilo o detenido desde fuera. */
class Vigia implements Disposable {
  readonly #reloj = setInterval(() => this.#mirar(), TIC)
  #ultimo = performance.now()
  #mayor = 0

  get atascado(): boolean {
    this.#mirar()
    return this.#mayor >= ATASCO
  }

  #mirar(): void {
    const ahora = performance.now()
    this.#mayor = Math.max(this.#mayor, ahora - this.#ultimo)
    this.#ultimo = ahora
  }

  [Symbol.dispose](): void {
    clearInterval(this.#reloj)
  }
}

// 25P03 y 25P04: el servidor corta a quien calla con una transacción abierta. El cliente ve a veces sólo el corte.
const CORTE = /^(25P0[34]|ECONNRESET|EPIPE)$/
const TEXTO_DE_CORTE = /^(Connection terminated|Client has encountered|Query read timeout)/

/** ¿Es lo que le pasa a un trabajo cuyo proceso no corre? La base y el mensaje pueden estar bien. */
const deEstarParado = (error: unknown): boolean => {
  if (error instanceof PlazoVencido) return true
  if (error instanceof ErrorDominio) return error.codigo === 'PlazoVencido'
  const { code, message } = error as { code?: unknown; message?: unknown }
  return CORTE.test(String(code)) || TEXTO_DE_CORTE.test(String(message))
}

/** Corre `trabajo`; si lo que falla es por haber estado parado el proceso, falla con `ProcesoAtascado`. */
export const vigilando = async <R>(trabajo: () => Promise<R>): Promise<R> => {
  using vigia = new Vigia()
  try {
    return await trabajo()
  } catch (error) {
    if (!vigia.atascado || !deEstarParado(error)) throw error
    throw new ProcesoAtascado(error)
  }
}

let ultimo: Promise<unknown> = Promise.resolve()

/**
 * Corre `trabajo` cuando acaben los que este proceso pidió antes así. Quien muere o se atasca arrastra a todo el
 * proceso: si dos sospechosos corrieran a la vez, el inocente cargaría con las muertes del otro.
 */
export const deUnoEnUno = <R>(trabajo: () => Promise<R>): Promise<R> => {
  const mio = ultimo.then(trabajo)
  ultimo = mio.catch(() => {})
  return mio
}
