import type { Versionado } from '../../aplicacion/unidad-trabajo.ts'
import type { Canal, Respuesta } from './canal.ts'
import type { Mapa } from './mapa.ts'
import { type Sentencia, textosDe } from './sentencias.ts'

type Pedido = Readonly<{
  sentencia: () => Sentencia
  atender: (r: Respuesta) => void
  fallar: (e: unknown) => void
}>
type Fila = Record<string, unknown>
type DeTabla = { mapa: Mapa<never>; esperan: Map<string, PromiseWithResolvers<Fila | null>> }

/**
 * Junta las lecturas que los intentos de un lote piden en el mismo turno: un paquete por turno y una
 * sentencia por tabla (`id = any($1)`), sea cual sea el tamaño del lote. Cada fila se lee una vez.
 */
export class Lecturas {
  readonly #canal: Canal
  readonly #leidas = new Map<string, Promise<Fila | null>>()
  #tablas = new Map<string, DeTabla>()
  #programada = false
  #cerradas = false

  constructor(canal: Canal) {
    this.#canal = canal
  }

  /** El lote ya escribe: un caso de uso que se pasó de su plazo no puede leer más por esta conexión. */
  cerrar(): void {
    this.#cerradas = true
  }

  /** Lee un agregado por id; `null` si no existe. */
  async cargar<E>(mapa: Mapa<E>, id: string): Promise<Versionado<E> | null> {
    const fila = await this.#fila(mapa as unknown as Mapa<never>, id)
    return fila && { id, version: Number(fila.version), estado: mapa.deFila(fila) }
  }

  #fila(mapa: Mapa<never>, id: string): Promise<Fila | null> {
    const llave = `${mapa.tabla}:${id}`
    const leida = this.#leidas.get(llave)
    if (leida) return leida
    const promesa = Promise.withResolvers<Fila | null>()
    const tabla = this.#tablas.get(mapa.tabla) ?? { mapa, esperan: new Map() }
    tabla.esperan.set(id, promesa)
    this.#tablas.set(mapa.tabla, tabla)
    this.#leidas.set(llave, promesa.promise)
    this.#programar()
    return promesa.promise
  }

  // `nextTick` desde una microtarea corre cuando ya no quedan microtareas: para entonces todos los
  // intentos del lote han llegado a su siguiente lectura.
  #programar(): void {
    if (this.#cerradas) throw new Error('el lote ya no admite lecturas')
    if (this.#programada) return
    this.#programada = true
    process.nextTick(() => void this.#despachar())
  }

  async #despachar(): Promise<void> {
    const pedidos = this.#pedidos()
    this.#programada = false
    this.#tablas = new Map()
    try {
      const respuestas = await this.#canal.enviar(pedidos.map((p) => p.sentencia()))
      for (const [i, pedido] of pedidos.entries()) pedido.atender(respuestas[i]!)
    } catch (error) {
      for (const p of pedidos) p.fallar(error)
    }
  }

  #pedidos(): Pedido[] {
    return [...this.#tablas.values()].map(({ mapa, esperan }) => ({
      sentencia: () => ({
        name: `leer:${mapa.tabla}`,
        text: textosDe(mapa).leer,
        values: [`{${[...esperan.keys()].join(',')}}`],
      }),
      atender: ({ filas }) => {
        for (const fila of filas) esperan.get(fila.id as string)?.resolve(fila)
        for (const promesa of esperan.values()) promesa.resolve(null)
      },
      fallar: (error) => {
        for (const promesa of esperan.values()) promesa.reject(error)
      },
    }))
  }
}
