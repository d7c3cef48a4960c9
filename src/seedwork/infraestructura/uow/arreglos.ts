import type { TipoSql } from './mapa.ts'
import type { Sentencia } from './paquete.ts'

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

const nombres = (columnas: readonly Columna[]): string => columnas.map(([n]) => n).join(', ')

/** `unnest` de unas columnas cuyos parámetros empiezan en `desde`, como `u(columnas…, n)`. */
const muchas = (columnas: readonly Columna[], desde: number): string =>
  `unnest(${columnas.map(([, tipo], i) => arregloSql(tipo, i + desde)).join(', ')})
    with ordinality as u(${nombres(columnas)}, n)`

/** Lo mismo para una sola fila: sin arreglos que armar y desarmar cuesta la mitad. */
const unaSola = (columnas: readonly Columna[], desde: number): string =>
  `(values (${columnas.map(([, tipo], i) => `$${i + desde}::${tipo}`).join(', ')}, 1)) as u(${nombres(columnas)}, n)`

const escalar = (tipo: Tipo, v: unknown): unknown =>
  v === null || v === undefined ? null : tipo === 'jsonb' ? JSON.stringify(v) : v

const textos = new Map<string, string>()

/** Filas que viajan en los parámetros de una sentencia. `previos`: los que van delante, desde `$1`. */
export type FilasDeSentencia = Readonly<{
  /** Nombre de la sentencia; con una sola fila lleva además `:1`, que es otro texto. */
  nombre: string
  columnas: readonly Columna[]
  filas: readonly (readonly unknown[])[]
  previos?: readonly unknown[]
}>

/** Sentencia sobre unas filas: `armar` recibe el `from` que las da como `u(columnas…, n)`, con `n` desde 1. */
export const sentenciaDeFilas = (
  { nombre, columnas, filas, previos = [] }: FilasDeSentencia,
  armar: (origen: string) => string,
): Sentencia => {
  const una = filas.length === 1
  const name = una ? `${nombre}:1` : nombre
  const text = textos.get(name) ?? armar((una ? unaSola : muchas)(columnas, previos.length + 1))
  textos.set(name, text)
  const propios = una
    ? columnas.map(([, tipo], i) => escalar(tipo, filas[0]![i]))
    : porColumnas(columnas, filas)
  return { name, text, values: [...previos, ...propios] }
}
