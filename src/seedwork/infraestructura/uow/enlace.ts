import { setTimeout as dormir } from 'node:timers/promises'
import type pg from 'pg'
import { abrirCliente, type OpcionesConexion } from '../conexion.ts'

/** Ms entre intentos de conectar. */
const CADA = 100

/** Una conexión que se vuelve a abrir cuando se pierde: quien la usa siempre pide la vigente. */
export class Enlace {
  readonly #opciones: OpcionesConexion
  #cliente: pg.Client | null = null

  constructor(opciones: OpcionesConexion) {
    this.#opciones = opciones
  }

  /** La conexión de ahora, abierta si hacía falta. Falla si la base no atiende. */
  async cliente(): Promise<pg.Client> {
    if (this.#cliente) return this.#cliente
    const cliente = await abrirCliente(this.#opciones)
    cliente.once('end', () => {
      if (this.#cliente === cliente) this.#cliente = null
    })
    this.#cliente = cliente
    return cliente
  }

  /** Como `cliente`, y si la base no atiende lo vuelve a intentar durante `plazo` ms. */
  async insistir(plazo: number): Promise<pg.Client> {
    const limite = performance.now() + plazo
    for (;;) {
      try {
        return await this.cliente()
      } catch (error) {
        if (performance.now() > limite) throw error
        await dormir(CADA)
      }
    }
  }

  /** La cierra sin esperar: puede que al otro lado ya no haya nadie. */
  soltar(): void {
    const cliente = this.#cliente
    this.#cliente = null
    void cliente?.end().catch(() => {})
  }
}
