import type { Hecho, Orden } from './contexto.ts'

/** Todo comando lleva su nombre en imperativo. */
export type Comando = Readonly<{ tipo: string }>

/** El resultado que promete cada comando, por su nombre. */
export type Resultados<C extends Comando> = Record<C['tipo'], unknown>

/**
 * Tabla de manejadores: el compilador exige una función por cada comando de la unión.
 * Lo transversal (trazas, métricas, autorización) envuelve la tabla entera, una vez.
 */
export type ManejadoresComando<C extends Comando, R extends Resultados<C>> = {
  readonly [T in C['tipo']]: (orden: Orden<Extract<C, { tipo: T }>>) => Promise<Hecho<R[T]>>
}
