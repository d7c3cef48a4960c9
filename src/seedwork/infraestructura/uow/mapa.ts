/** Tipos de columna que el escritor sabe mandar en arreglos (`unnest`). */
export type TipoSql =
  | 'uuid'
  | 'text'
  | 'int4'
  | 'int8'
  | 'date'
  | 'timestamptz'
  | 'jsonb'
  | 'bool'
  | 'numeric'
  | 'bytea'

/** Una restricción de unicidad de la tabla y el error de dominio que significa romperla. */
export type Unico = Readonly<{ columna: string; codigo: string; mensaje: string }>

/**
 * Cómo se guarda un agregado: una fila por agregado en `tabla`, con `id uuid` y `version int8`
 * además de `columnas`. `aFila`/`deFila` son puras. Una columna `jsonb` recibe y da el valor ya convertido.
 */
export type Mapa<E> = Readonly<{
  /** Nombre del agregado en singular: `contrato`. Da el tópico `eventos-<agregado>`. */
  agregado: string
  /** El tópico de sus eventos, si salen en el de otro. */
  topico?: string
  tabla: string
  columnas: Readonly<Record<string, TipoSql>>
  aFila(estado: E): Readonly<Record<string, unknown>>
  deFila(fila: Readonly<Record<string, unknown>>): E
  /** Códigos para «no existe» y «ese id ya existe». */
  errores: Readonly<{ noEncontrado: string; yaExiste: string }>
  unicos: readonly Unico[]
}>

/** Fila de una tabla de guarda (p. ej. ocupaciones): entra con `on conflict do nothing`; quien no entra, pierde. */
export type Guarda = Readonly<{
  tabla: string
  /** Columnas en orden, con su tipo; la primera identifica la fila y es única. */
  columnas: Readonly<Record<string, TipoSql | 'daterange'>>
  valores: readonly unknown[]
  /** Lo que significa perder dos veces seguidas (la primera se vuelve a correr con lo que ganó ya visible). */
  alPerder: () => Error
}>
