import type pg from 'pg'
import { abrirCliente, type OpcionesConexion } from '../conexion.ts'

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

  /** La cierra sin esperar: puede que al otro lado ya no haya nadie. */
  soltar(): void {
    const cliente = this.#cliente
    this.#cliente = null
    void cliente?.end().catch(() => {})
  }
}
