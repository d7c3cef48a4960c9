import type { DefinicionMensaje } from './definicion.ts'
import { bajar, ErrorEsquema } from './errores.ts'
import type { EsquemaAvro, EsquemaRegistro, Primitivo } from './tipos.ts'

/** Un valor que `JSON.stringify` escribe sin perder nada. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [clave: string]: Json }

/**
 * Datos de un mensaje como JSON: un `long` es número mientras cabe exacto, si no texto decimal;
 * los bytes van en base64. Lo que no es un valor de Avro (una función, `undefined`) es `DatosInvalidos`.
 */
export const aJsonSeguro = (valor: unknown, ruta = ''): Json => {
  if (valor === null || typeof valor === 'string' || typeof valor === 'boolean') return valor
  if (typeof valor === 'bigint') {
    const numero = Number(valor)
    return Number.isSafeInteger(numero) ? numero : String(valor)
  }
  if (typeof valor === 'number') {
    if (Number.isFinite(valor)) return valor
    throw new ErrorEsquema('DatosInvalidos', 'número que no cabe en JSON', ruta)
  }
  if (valor instanceof Uint8Array) return Buffer.from(valor).toString('base64')
  if (Array.isArray(valor)) return valor.map((v, i) => aJsonSeguro(v, bajar(ruta, i)))
  if (typeof valor === 'object')
    return Object.fromEntries(Object.entries(valor).map(([k, v]) => [k, aJsonSeguro(v, bajar(ruta, k))]))
  throw new ErrorEsquema('DatosInvalidos', `${typeof valor} no cabe en JSON`, ruta)
}

/** Un valor por convertir y dónde está. */
type Lugar = Readonly<{ json: unknown; ruta: string }>

/** Cómo se reconoce un primitivo y, si no va tal cual, cómo se convierte. */
type Regla = Readonly<{
  esperado: string
  vale: (json: unknown) => boolean
  pasar?: (json: never) => unknown
}>

const malo = (esperado: string, ruta: string): ErrorEsquema =>
  new ErrorEsquema('DatosInvalidos', `se esperaba ${esperado}`, ruta)

const MAXIMO_LONG = 2n ** 63n - 1n

const esLong = (json: unknown): boolean => {
  const escrito = typeof json === 'string' && /^-?(0|[1-9]\d{0,18})$/.test(json)
  if (!escrito && !Number.isSafeInteger(json)) return false
  const valor = BigInt(json as string | number)
  return valor <= MAXIMO_LONG && valor >= -MAXIMO_LONG - 1n
}

const esBase64 = (json: unknown): boolean =>
  typeof json === 'string' && Buffer.from(json, 'base64').toString('base64') === json

const esNumero: Regla = { esperado: 'un número', vale: Number.isFinite }

const REGLAS: Readonly<Record<Primitivo, Regla>> = {
  null: { esperado: 'null', vale: (j) => j === null },
  boolean: { esperado: 'un booleano', vale: (j) => typeof j === 'boolean' },
  int: {
    esperado: 'un entero de 32 bits',
    vale: (j) => Number.isInteger(j) && (j as number) === ((j as number) | 0),
  },
  long: { esperado: 'un entero de 64 bits', vale: esLong, pasar: (j: string | number) => BigInt(j) },
  float: esNumero,
  double: esNumero,
  bytes: { esperado: 'bytes en base64', vale: esBase64, pasar: (j: string) => Buffer.from(j, 'base64') },
  string: { esperado: 'un texto', vale: (j) => typeof j === 'string' && j.isWellFormed() },
}

const aPrimitivo = (tipo: Primitivo, { json, ruta }: Lugar): unknown => {
  const { esperado, vale, pasar } = REGLAS[tipo]
  if (!vale(json)) throw malo(esperado, ruta)
  return pasar ? pasar(json as never) : json
}

const esObjeto = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

const aRegistro = (esquema: EsquemaRegistro, { json, ruta }: Lugar): Record<string, unknown> => {
  if (!esObjeto(json)) throw malo('un objeto', ruta)
  const nombres = new Set(esquema.fields.map((c) => c.name))
  for (const clave of Object.keys(json))
    if (!nombres.has(clave))
      throw new ErrorEsquema('DatosInvalidos', 'campo que no está en el esquema', bajar(ruta, clave))
  const pares = esquema.fields.map((campo) => {
    const presente = Object.hasOwn(json, campo.name)
    const aqui = bajar(ruta, campo.name)
    if (!presente && campo.default === undefined)
      throw new ErrorEsquema('DatosInvalidos', 'falta el campo', aqui)
    return [
      campo.name,
      convertir(campo.type, { json: presente ? json[campo.name] : campo.default, ruta: aqui }),
    ]
  })
  return Object.fromEntries(pares)
}

const aUnion = (ramas: readonly EsquemaAvro[], lugar: Lugar): unknown => {
  let fallo: unknown
  for (const rama of ramas) {
    try {
      return convertir(rama, lugar)
    } catch (error) {
      if (!(error instanceof ErrorEsquema)) throw error
      fallo = error
    }
  }
  throw fallo ?? malo('una rama de la unión', lugar.ruta)
}

const convertir = (esquema: EsquemaAvro, lugar: Lugar): unknown => {
  if (typeof esquema === 'string') return aPrimitivo(esquema, lugar)
  if (Array.isArray(esquema)) return aUnion(esquema, lugar)
  const tipo = esquema as Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>
  if (tipo.type === 'record') return aRegistro(tipo, lugar)
  const { json, ruta } = lugar
  if (tipo.type === 'enum') {
    if (!tipo.symbols.includes(json as string)) throw malo(tipo.symbols.join(' o '), ruta)
    return json
  }
  if (tipo.type === 'array') {
    if (!Array.isArray(json)) throw malo('un arreglo', ruta)
    return json.map((v, i) => convertir(tipo.items, { json: v, ruta: bajar(ruta, i) }))
  }
  if (!esObjeto(json)) throw malo('un objeto', ruta)
  const pares = Object.entries(json)
  return Object.fromEntries(
    pares.map(([k, v]) => [k, convertir(tipo.values, { json: v, ruta: bajar(ruta, k) })]),
  )
}

/**
 * Los datos de un mensaje a partir de su JSON (el inverso de `aJsonSeguro`). Rellena con su `default`
 * los campos que falten; rechaza los que sobren. Falla con `ErrorEsquema` y la ruta del valor.
 */
export const deJson = <D>(definicion: DefinicionMensaje<string, string, D>, json: unknown): D =>
  convertir(definicion.esquema, { json, ruta: '' }) as D
