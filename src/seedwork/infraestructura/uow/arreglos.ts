import type { TipoSql } from './mapa.ts'

const citar = (texto: string): string => `"${texto.replace(/["\\]/g, '\\$&')}"`

/** Cómo se escribe un valor dentro de un literal de arreglo de PostgreSQL, según su tipo. */
const ESCRITORES: Record<TipoSql | 'daterange', (valor: unknown) => string> = {
  uuid: String,
  int4: String,
  int8: String,
  numeric: String,
  bool: String,
  date: String,
  text: (v) => citar(String(v)),
  timestamptz: (v) => citar(String(v)),
  daterange: (v) => citar(String(v)),
  jsonb: (v) => citar(JSON.stringify(v)),
  bytea: (v) => `"\\\\x${(v as Buffer).toString('hex')}"`,
}

/**
 * Literal `{…}` de un arreglo para `$n::tipo[]`. Más barato que el serializador general de pg, que
 * no sabe el tipo y cita todo. `null` y `undefined` son NULL.
 */
export const literalArreglo = (tipo: TipoSql | 'daterange', valores: readonly unknown[]): string => {
  const escribir = ESCRITORES[tipo]
  return `{${valores.map((v) => (v === null || v === undefined ? 'NULL' : escribir(v))).join(',')}}`
}

/** Las columnas de unas filas como parámetros, una por columna: la forma que pide `unnest`. */
export const porColumnas = (
  columnas: readonly (readonly [string, TipoSql | 'daterange'])[],
  filas: readonly (readonly unknown[])[],
): string[] =>
  columnas.map(([, tipo], i) =>
    literalArreglo(
      tipo,
      filas.map((f) => f[i]),
    ),
  )
