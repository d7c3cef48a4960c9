/** Toda consulta lleva su nombre. */
export type Query = Readonly<{ tipo: string }>

/** Tabla de consultas: una función por cada nombre de la unión, con su respuesta. */
export type ManejadoresQuery<Q extends Query, R extends Record<Q['tipo'], unknown>> = {
  readonly [T in Q['tipo']]: (query: Extract<Q, { tipo: T }>) => Promise<R[T]>
}
