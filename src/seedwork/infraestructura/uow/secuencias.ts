import { esPerdidaDeConexion, type OpcionesConexion } from '../conexion.ts'
import { enviarConPlazo } from './canal.ts'
import { Enlace } from './enlace.ts'

/** Cuánto se insiste en conectar, en ms: menos que el plazo de un caso de uso, que así alcanza a decirlo. */
const PLAZO_CONEXION = 1_000

/** Cuánto dura, al ritmo de ahora, lo que se saca por adelantado, en ms; y a lo sumo cuántos números. */
const ADELANTO = 50
const RESERVA = 64

type Espera = PromiseWithResolvers<number>
type Cola = {
  readonly esperan: Espera[]
  readonly reserva: number[]
  enCamino: boolean
  /** Pedidos desde la última consulta, y cuándo salió ésta: de ahí se sabe el ritmo. */
  pedidos: number
  desde: number
}

/**
 * Números de las secuencias de la base, por una conexión propia: una secuencia no es de ninguna
 * transacción, y así un caso de uso no espera a que confirme el lote de delante. Lo que se pide mientras
 * una consulta va en camino viaja junto en la siguiente. En una ráfaga se sacan unos pocos de más; al paso
 * de una persona, ninguno: un número que se saca y no se usa deja un hueco para siempre.
 */
export class Secuencias {
  readonly #enlace: Enlace
  readonly #colas = new Map<string, Cola>()

  constructor(conexion: OpcionesConexion) {
    this.#enlace = new Enlace(conexion)
  }

  /** Siguiente valor de una secuencia. Falla si la base no atiende. */
  siguiente(secuencia: string): Promise<number> {
    const cola = this.#colaDe(secuencia)
    cola.pedidos++
    const guardado = cola.reserva.shift()
    if (guardado !== undefined) return Promise.resolve(guardado)
    const promesa = Promise.withResolvers<number>()
    cola.esperan.push(promesa)
    if (!cola.enCamino) void this.#atender(secuencia, cola)
    return promesa.promise
  }

  /** Cierra la conexión; lo que se pida después la abre de nuevo. */
  soltar(): void {
    this.#enlace.soltar()
  }

  #colaDe(secuencia: string): Cola {
    const sabida = this.#colas.get(secuencia)
    if (sabida) return sabida
    const cola = { esperan: [], reserva: [], enCamino: false, pedidos: 0, desde: -Infinity }
    this.#colas.set(secuencia, cola)
    return cola
  }

  async #atender(secuencia: string, cola: Cola): Promise<void> {
    cola.enCamino = true
    // Los casos de uso que arrancan en este turno van en la misma consulta.
    await new Promise<void>((turno) => setImmediate(turno))
    while (cola.esperan.length > 0) await this.#repartir(secuencia, cola)
    cola.enCamino = false
  }

  async #repartir(secuencia: string, cola: Cola): Promise<void> {
    const esperan = cola.esperan.splice(0)
    const deMas = adelanto(cola)
    try {
      const numeros = await this.#pedir(secuencia, esperan.length + deMas)
      for (const promesa of esperan) promesa.resolve(numeros.shift()!)
      cola.reserva.push(...numeros)
    } catch (error) {
      for (const promesa of esperan) promesa.reject(error)
    }
  }

  /** Una conexión que murió entre dos peticiones se nota al usarla: se pide otra vez por una nueva. */
  async #pedir(secuencia: string, cuantos: number, repetida = false): Promise<number[]> {
    const cliente = await this.#enlace.insistir(PLAZO_CONEXION)
    try {
      const [respuesta] = await enviarConPlazo(cliente, [
        {
          name: `siguiente:${secuencia}`,
          text: `select nextval('${secuencia}') as n from generate_series(1, $1::int)`,
          values: [cuantos],
        },
      ])
      return respuesta!.filas.map((f) => Number(f.n))
    } catch (error) {
      if (!esPerdidaDeConexion(error)) throw error
      this.#enlace.soltar()
      if (repetida) throw error
      return this.#pedir(secuencia, cuantos, true)
    }
  }
}

const adelanto = (cola: Cola): number => {
  const ahora = performance.now()
  const porMs = cola.pedidos / (ahora - cola.desde)
  cola.pedidos = 0
  cola.desde = ahora
  return Math.min(RESERVA, Math.floor(porMs * ADELANTO))
}
