import { esPerdidaDeConexion, type OpcionesConexion } from '../conexion.ts'
import { enviarConPlazo } from './canal.ts'
import { Enlace } from './enlace.ts'

/** Cuánto se insiste en conectar, en ms: menos que el plazo de un caso de uso, que así alcanza a decirlo. */
const PLAZO_CONEXION = 1_000

type Espera = PromiseWithResolvers<number>

/**
 * Números de las secuencias de la base, por una conexión propia: una secuencia no es de ninguna
 * transacción, y así un caso de uso no espera a que confirme el lote de delante. Lo que se pide mientras
 * una consulta va en camino viaja junto en la siguiente.
 */
export class Secuencias {
  readonly #enlace: Enlace
  readonly #esperan = new Map<string, Espera[]>()
  readonly #enCamino = new Set<string>()

  constructor(conexion: OpcionesConexion) {
    // Un número que la base olvide al caerse no lo usó nadie: quien lo use confirma más adelante en el mismo
    // WAL, y con lo suyo queda guardado. Sin esto, cada lote espera al disco también por sus números.
    this.#enlace = new Enlace({ ...conexion, sinEsperarDisco: true })
  }

  /** Siguiente valor de una secuencia. Falla si la base no atiende. */
  siguiente(secuencia: string): Promise<number> {
    const promesa = Promise.withResolvers<number>()
    const esperan = this.#esperan.get(secuencia)
    if (esperan) esperan.push(promesa)
    else this.#esperan.set(secuencia, [promesa])
    if (!this.#enCamino.has(secuencia)) void this.#atender(secuencia)
    return promesa.promise
  }

  /** Cierra la conexión; lo que se pida después la abre de nuevo. */
  soltar(): void {
    this.#enlace.soltar()
  }

  async #atender(secuencia: string): Promise<void> {
    this.#enCamino.add(secuencia)
    // Los casos de uso que arrancan en este turno van en la misma consulta.
    await new Promise<void>((turno) => setImmediate(turno))
    for (let esperan = this.#tomar(secuencia); esperan.length > 0; esperan = this.#tomar(secuencia))
      await this.#repartir(secuencia, esperan)
    this.#enCamino.delete(secuencia)
  }

  #tomar(secuencia: string): Espera[] {
    const esperan = this.#esperan.get(secuencia) ?? []
    this.#esperan.delete(secuencia)
    return esperan
  }

  async #repartir(secuencia: string, esperan: readonly Espera[]): Promise<void> {
    try {
      const numeros = await this.#pedir(secuencia, esperan.length)
      for (const [i, promesa] of esperan.entries()) promesa.resolve(numeros[i]!)
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
