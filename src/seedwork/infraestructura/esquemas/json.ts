import type { DefinicionMensaje } from './definicion.ts'
import { bajar, ErrorEsquema } from './errores.ts'
import type { EsquemaAvro, EsquemaRegistro } from './tipos.ts'

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

const malo = (esperado: string, ruta: string): ErrorEsquema =>
  new ErrorEsquema('DatosInvalidos', `se esperaba ${esperado}`, ruta)

const MAXIMO_LONG = 2n ** 63n - 1n

const aLong = (json: unknown, ruta: string): bigint => {
  const escrito = typeof json === 'string' && /^-?(0|[1-9]\d{0,18})$/.test(json)
  if (!escrito && !Number.isSafeInteger(json)) throw malo('un entero de 64 bits', ruta)
  const valor = BigInt(json as string | number)
  if (valor > MAXIMO_LONG || valor < -MAXIMO_LONG - 1n) throw malo('un entero de 64 bits', ruta)
  return valor
}

const aBytes = (json: unknown, ruta: string): Buffer => {
  const bytes = typeof json === 'string' ? Buffer.from(json, 'base64') : undefined
  if (!bytes || bytes.toString('base64') !== json) throw malo('bytes en base64', ruta)
  return bytes
}

const exigir = <T>(vale: boolean, json: unknown, esperado: string, ruta: string): T => {
  if (!vale) throw malo(esperado, ruta)
  return json as T
}

const PRIMITIVOS: Record<string, (json: unknown, ruta: string) => unknown> = {
  null: (j, ruta) => exigir(j === null, j, 'null', ruta),
  boolean: (j, ruta) => exigir(typeof j === 'boolean', j, 'un booleano', ruta),
  int: (j, ruta) =>
    exigir(Number.isInteger(j) && (j as number) === ((j as number) | 0), j, 'un entero de 32 bits', ruta),
  long: aLong,
  float: (j, ruta) => exigir(Number.isFinite(j), j, 'un número', ruta),
  double: (j, ruta) => exigir(Number.isFinite(j), j, 'un número', ruta),
  bytes: aBytes,
  string: (j, ruta) => exigir(typeof j === 'string' && j.isWellFormed(), j, 'un texto', ruta),
}

const esObjeto = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

const aRegistro = (esquema: EsquemaRegistro, json: unknown, ruta: string): Record<string, unknown> => {
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
    return [campo.name, convertir(campo.type, presente ? json[campo.name] : campo.default, aqui)]
  })
  return Object.fromEntries(pares)
}

const aUnion = (ramas: readonly EsquemaAvro[], json: unknown, ruta: string): unknown => {
  let fallo: unknown
  for (const rama of ramas) {
    try {
      return convertir(rama, json, ruta)
    } catch (error) {
      if (!(error instanceof ErrorEsquema)) throw error
      fallo = error
    }
  }
  throw fallo ?? malo('una rama de la unión', ruta)
}

const convertir = (esquema: EsquemaAvro, json: unknown, ruta: string): unknown => {
  if (typeof esquema === 'string') return PRIMITIVOS[esquema]!(json, ruta)
  if (Array.isArray(esquema)) return aUnion(esquema, json, ruta)
  const tipo = esquema as Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>
  if (tipo.type === 'record') return aRegistro(tipo, json, ruta)
  if (tipo.type === 'enum')
    return exigir(tipo.symbols.includes(json as string), json, tipo.symbols.join(' o '), ruta)
  if (tipo.type === 'array') {
    if (!Array.isArray(json)) throw malo('un arreglo', ruta)
    return json.map((v, i) => convertir(tipo.items, v, bajar(ruta, i)))
  }
  if (!esObjeto(json)) throw malo('un objeto', ruta)
  return Object.fromEntries(
    Object.entries(json).map(([k, v]) => [k, convertir(tipo.values, v, bajar(ruta, k))]),
  )
}

/**
 * Los datos de un mensaje a partir de su JSON (el inverso de `aJsonSeguro`). Rellena con su `default`
 * los campos que falten; rechaza los que sobren. Falla con `ErrorEsquema` y la ruta del valor.
 */
export const deJson = <D>(definicion: DefinicionMensaje<string, string, D>, json: unknown): D =>
  convertir(definicion.esquema, json, '') as D
