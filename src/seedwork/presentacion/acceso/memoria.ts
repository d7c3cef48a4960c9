import { hash } from 'node:crypto'
import type { Autenticador, Principal } from '../autenticacion.ts'

/** Lo que se averiguó de una credencial. `caduca`: ms desde la época, reloj del sistema. */
export type Veredicto = Readonly<{ principal: Principal; caduca?: number }>

/** Averigua de quién es una credencial; `null` si no sirve. */
export type Verificar = (credencial: string) => Promise<Veredicto | null>

type Recuerdo = Veredicto & Readonly<{ hasta: number }>

export type OpcionesMemoria = Readonly<{
  /** Ms que vale lo averiguado: lo más que tarda una revocación en notarse. */
  vigencia: number
  /** Credenciales recordadas a la vez. */
  maximo?: number
}>

const llaveDe = (credencial: string): string => hash('sha256', credencial, 'hex')

class Recuerdos {
  readonly #verificar: Verificar
  readonly #opciones: Required<OpcionesMemoria>
  readonly #recuerdos = new Map<string, Recuerdo>()
  readonly #enCurso = new Map<string, Promise<Principal | null>>()
  #epoca = 0

  constructor(verificar: Verificar, opciones: Required<OpcionesMemoria>) {
    this.#verificar = verificar
    this.#opciones = opciones
  }

  autenticar(credencial: string): Principal | Promise<Principal | null> {
    const llave = llaveDe(credencial)
    const sabido = this.#vigente(llave)
    if (sabido !== null) return sabido
    const espera = this.#enCurso.get(llave)
    if (espera !== undefined) return espera
    const nueva = this.#averiguar(llave, credencial).finally(() => this.#enCurso.delete(llave))
    this.#enCurso.set(llave, nueva)
    return nueva
  }

  conoce(credencial: string): boolean {
    return this.#recuerdos.has(llaveDe(credencial))
  }

  olvidar(): void {
    this.#epoca += 1
    this.#recuerdos.clear()
  }

  #vigente(llave: string): Principal | null {
    const r = this.#recuerdos.get(llave)
    if (r === undefined || performance.now() >= r.hasta) return null
    return r.caduca !== undefined && Date.now() >= r.caduca ? null : r.principal
  }

  async #averiguar(llave: string, credencial: string): Promise<Principal | null> {
    const { vigencia, maximo } = this.#opciones
    const recuerdos = this.#recuerdos
    const alEmpezar = this.#epoca
    const veredicto = await this.#verificar(credencial)
    recuerdos.delete(llave)
    if (veredicto === null) return null
    // Si se revocó algo mientras tanto, lo averiguado puede ser viejo: vale para ésta y no se recuerda.
    if (this.#epoca === alEmpezar) recuerdos.set(llave, { ...veredicto, hasta: performance.now() + vigencia })
    const [primera] = recuerdos.size > maximo ? recuerdos.keys() : []
    if (primera !== undefined) recuerdos.delete(primera)
    return veredicto.principal
  }
}

/**
 * Recuerda las credenciales buenas por su SHA-256, para que la comprobación cueste microsegundos; las
 * malas se averiguan cada vez. Las peticiones que llegan a la vez con la misma esperan a una sola.
 */
export const conMemoria = (
  verificar: Verificar,
  { vigencia, maximo = 10_000 }: OpcionesMemoria,
): Autenticador & { olvidar(): void } => {
  const recuerdos = new Recuerdos(verificar, { vigencia, maximo })
  return Object.assign((credencial: string) => recuerdos.autenticar(credencial), {
    conoce: (credencial: string) => recuerdos.conoce(credencial),
    olvidar: () => recuerdos.olvidar(),
  })
}
