import type { Versionado } from '../../aplicacion/unidad-trabajo.ts'

/** Agregados que se recuerdan de un lote a otro. */
const CAPACIDAD = 5_000

/**
 * Lo último que este proceso leyó o escribió de cada agregado. Ahorra releer lo que se consulta una y
 * otra vez (el inmueble y las partes de cada contrato). Nunca se le cree sin más: el paso de bloqueo
 * compara la versión, y lo que no pasa por él (rechazos, órdenes sin efecto) se decide releyendo.
 */
export class Memoria {
  readonly #filas = new Map<string, Versionado<unknown>>()

  recordar(llave: string, fila: Versionado<unknown>): void {
    this.#filas.set(llave, fila)
    if (this.#filas.size > CAPACIDAD) this.#filas.delete(this.#filas.keys().next().value!)
  }

  consultar(llave: string): Versionado<unknown> | undefined {
    return this.#filas.get(llave)
  }

  olvidar(llaves: Iterable<string>): void {
    for (const llave of llaves) this.#filas.delete(llave)
  }

  vaciar(): void {
    this.#filas.clear()
  }
}
