import type { TipoSql } from './mapa.ts'

type Tipo = TipoSql | 'daterange'

// Los textos viajan unidos por U+001F, y U+001E es el nulo: así no hay que citar nada, que en un JSON
// lleno de comillas cuesta más que todo lo demás. JSON nunca lleva esos caracteres sin escapar.
const SEPARADOR = '\u001f'
const NULO = '\u001e'
const tieneReservados = (texto: string): boolean => texto.includes(SEPARADOR) || texto.includes(NULO)

const UNIDOS: Partial<Record<Tipo, (valor: unknown) => string>> = {
  text: String,
  jsonb: (v) => JSON.stringify(v),
  timestamptz: String,
  daterange: String,
}

/** Los demás tipos no llevan nada que citar dentro de un literal `{…}`. */
const LITERALES: Partial<Record<Tipo, (valor: unknown) => string>> = {
  bytea: (v) => `"\\\\x${(v as Buffer).toString('hex')}"`,
}

/**
 * Valor del parámetro con que un arreglo de `tipo` viaja a la base; `arregloSql` es su expresión.
 * `null` y `undefined` son NULL. Falla si un texto lleva U+001E o U+001F: ninguno nuestro los admite.
 */
export const parametroArreglo = (tipo: Tipo, valores: readonly unknown[]): string => {
  const unir = UNIDOS[tipo]
  if (!unir) {
    const escribir = LITERALES[tipo] ?? String
    return `{${valores.map((v) => (v === null || v === undefined ? 'NULL' : escribir(v))).join(',')}}`
  }
  let texto = ''
  for (const v of valores) {
    const escrito = v === null || v === undefined ? NULO : unir(v)
    if (escrito !== NULO && tipo === 'text' && tieneReservados(escrito))
      throw new Error('un texto lleva un separador reservado (U+001E o U+001F)')
    texto += escrito + SEPARADOR
  }
  return texto
}

/** La expresión SQL del arreglo que viaja en el parámetro `n`. */
export const arregloSql = (tipo: Tipo, n: number): string =>
  UNIDOS[tipo] ? `trim_array(string_to_array($${n}, E'\\x1f', E'\\x1e'), 1)::${tipo}[]` : `$${n}::${tipo}[]`

type Columna = readonly [string, Tipo]

/** Las columnas de unas filas como parámetros, una por columna: la forma que pide `unnest`. */
export const porColumnas = (columnas: readonly Columna[], filas: readonly (readonly unknown[])[]): string[] =>
  columnas.map(([, tipo], i) =>
    parametroArreglo(
      tipo,
      filas.map((f) => f[i]),
    ),
  )

/** `unnest` de unas columnas cuyos parámetros empiezan en `desde`. */
export const desempacar = (columnas: readonly Columna[], desde = 1): string =>
  `unnest(${columnas.map(([, tipo], i) => arregloSql(tipo, i + desde)).join(', ')})`
