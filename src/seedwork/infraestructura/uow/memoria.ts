import type { Versionado } from '../../aplicacion/unidad-trabajo.ts'

/** Agregados que se recuerdan de un lote a otro, como mucho. */
const CAPACIDAD = 5_000

type Filas = Map<string, Versionado<unknown>>

/**
 * Lo último que este proceso leyó o escribió de cada agregado. Ahorra releer lo que se consulta una y
 * otra vez (el inmueble y las partes de cada contrato). Nunca se le cree sin más: el paso de bloqueo
 * compara la versión, y lo que no pasa por él (rechazos, órdenes sin efecto) se decide releyendo.
 */
export class Memoria {
  // Dos generaciones: cuando la joven se llena pasa a vieja y la vieja se olvida entera. Sacar de un `Map`
  // su primera llave una y otra vez recorre las que ya se borraron.
  #joven: Filas = new Map()
  #vieja: Filas = new Map()

  recordar(llave: string, fila: Versionado<unknown>): void {
    this.#joven.set(llave, fila)
    if (this.#joven.size < CAPACIDAD / 2) return
    this.#vieja = this.#joven
    this.#joven = new Map()
  }

  consultar(llave: string): Versionado<unknown> | undefined {
    return this.#joven.get(llave) ?? this.#vieja.get(llave)
  }

  olvidar(llaves: Iterable<string>): void {
    for (const llave of llaves) {
      this.#joven.delete(llave)
      this.#vieja.delete(llave)
    }
  }

  vaciar(): void {
    this.#joven.clear()
    this.#vieja.clear()
  }
}
