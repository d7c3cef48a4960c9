import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { CIERRES, LIMITES } from './protocolo.ts'
import type { Salida } from './suscripcion.ts'
import { codificarTrama, type Trama } from './tramas.ts'

/** Ms que se espera a que el cliente conteste al cierre. Al lector lento, lo que tarde en leer lo que se le debe. */
const PLAZO_CIERRE = 3_000
const PLAZO_LENTO = 30_000

const unir = (tramas: readonly Trama[]): Buffer => Buffer.concat(tramas.map((t) => t.bytes))

/** Lo que se le escribe a una página, por su toma: las tramas ya vienen con la forma del WebSocket. */
export class SalidaWs implements Salida {
  readonly #ws: WebSocket
  readonly #toma: Duplex

  constructor(ws: WebSocket, toma: Duplex) {
    this.#ws = ws
    this.#toma = toma
  }

  get abierta(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  escribir(tramas: readonly Trama[]): Promise<void> {
    if (tramas.length === 0) return Promise.resolve()
    return new Promise((resolver) => this.escribirBytes(unir(tramas), resolver))
  }

  /** Escribe si cabe; `alSalir`, en cuanto el sistema los aceptó o se sabe que no saldrán. */
  escribirBytes(bytes: Buffer, alSalir = (): void => {}): void {
    if (this.#cabe()) this.#toma.write(bytes, () => alSalir())
    else alSalir()
  }

  enviar(mensaje: Readonly<Record<string, unknown>>): void {
    this.escribirBytes(codificarTrama(mensaje))
  }

  cerrar(codigo: number, razon = ''): void {
    if (this.abierta) this.#ws.close(codigo, razon)
    // el cierre va detrás de lo que falta por leer: cortar antes de que llegue sería no decir por qué
    const plazo = codigo === CIERRES.lento ? PLAZO_LENTO : PLAZO_CIERRE
    setTimeout(() => this.#ws.terminate(), plazo).unref()
  }

  /** Un lector lento se va antes de que su deuda pese sobre los demás. */
  #cabe(): boolean {
    if (!this.abierta) return false
    if (this.#toma.writableLength <= LIMITES.porEnviar) return true
    this.cerrar(CIERRES.lento, 'lector lento')
    return false
  }
}
