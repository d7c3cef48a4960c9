/** Tipos de Avro sin partes. No hay tipos lógicos: una fecha es texto y un importe, texto decimal. */
export type Primitivo = 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'bytes' | 'string'

/** Un campo de un registro. `default` lo lee quien recibe un mensaje escrito sin ese campo. */
export type Campo = Readonly<{ name: string; type: EsquemaAvro; doc?: string; default?: unknown }>

export type EsquemaRegistro = Readonly<{
  type: 'record'
  name: string
  namespace?: string
  doc?: string
  aliases?: readonly string[]
  fields: readonly Campo[]
}>

export type EsquemaEnum = Readonly<{
  type: 'enum'
  name: string
  namespace?: string
  doc?: string
  symbols: readonly string[]
  default?: string
}>

/**
 * Un esquema Avro escrito como literal. Un mismo registro se repite como objeto, no por su nombre:
 * `conReferencias` pone los nombres, y así el compilador ve el tipo completo en los dos sitios.
 */
export type EsquemaAvro =
  | Primitivo
  | EsquemaRegistro
  | EsquemaEnum
  | Readonly<{ type: 'array'; items: EsquemaAvro }>
  | Readonly<{ type: 'map'; values: EsquemaAvro }>
  | readonly EsquemaAvro[]

type TipoPrimitivo = {
  null: null
  boolean: boolean
  int: number
  long: bigint
  float: number
  double: number
  bytes: Buffer
  string: string
}

/** El tipo de TypeScript de los valores de un esquema. `long` es `bigint`; `['null', X]` es `X | null`. */
export type ValorDe<E> = E extends keyof TipoPrimitivo
  ? TipoPrimitivo[E]
  : E extends readonly (infer Rama)[]
    ? ValorDe<Rama>
    : E extends { type: 'array'; items: infer I }
      ? readonly ValorDe<I>[]
      : E extends { type: 'map'; values: infer V }
        ? Readonly<Record<string, ValorDe<V>>>
        : E extends { type: 'enum'; symbols: readonly (infer S)[] }
          ? S
          : E extends { type: 'record'; fields: infer F extends readonly Campo[] }
            ? { readonly [C in F[number] as C['name']]: ValorDe<C['type']> }
            : never

/** Nombre completo (con espacio) de un tipo con nombre. */
export const nombreCompleto = (e: Readonly<{ name: string; namespace?: string }>, espacio = ''): string => {
  const propio = e.namespace ?? espacio
  return e.name.includes('.') || propio === '' ? e.name : `${propio}.${e.name}`
}
