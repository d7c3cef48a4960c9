import { isDeepStrictEqual } from 'node:util'
import { type EsquemaAvro, type EsquemaEnum, type EsquemaRegistro, nombreCompleto } from './tipos.ts'

type ConNombre = EsquemaRegistro | EsquemaEnum
type Recorrido = { vistos: Map<string, ConNombre>; espacio: string }

const esUnion = (e: EsquemaAvro): e is readonly EsquemaAvro[] => Array.isArray(e)

/**
 * Copia del esquema en la que la segunda aparición de un mismo tipo con nombre es su nombre,
 * como manda Avro. Dos tipos distintos con un mismo nombre son un defecto nuestro: lanza.
 */
export const conReferencias = (esquema: EsquemaAvro): unknown =>
  referir(esquema, { vistos: new Map(), espacio: '' })

const referir = (e: EsquemaAvro, r: Recorrido): unknown => {
  if (typeof e === 'string') return e
  if (esUnion(e)) return e.map((rama) => referir(rama, r))
  if (e.type === 'array') return { ...e, items: referir(e.items, r) }
  if (e.type === 'map') return { ...e, values: referir(e.values, r) }
  const nombre = nombreCompleto(e, r.espacio)
  const anterior = r.vistos.get(nombre)
  if (anterior) {
    if (isDeepStrictEqual(anterior, e)) return nombre
    throw new Error(`dos esquemas distintos se llaman ${nombre}`)
  }
  r.vistos.set(nombre, e)
  if (e.type === 'enum') return e
  const dentro = { vistos: r.vistos, espacio: nombre.slice(0, Math.max(0, nombre.lastIndexOf('.'))) }
  return { ...e, fields: e.fields.map((c) => ({ ...c, type: referir(c.type, dentro) })) }
}

const lista = (partes: readonly string[]): string => `[${partes.join(',')}]`

const canonizar = (e: EsquemaAvro, r: Recorrido): string => {
  if (typeof e === 'string') return JSON.stringify(e)
  if (esUnion(e)) return lista(e.map((rama) => canonizar(rama, r)))
  if (e.type === 'array') return `{"type":"array","items":${canonizar(e.items, r)}}`
  if (e.type === 'map') return `{"type":"map","values":${canonizar(e.values, r)}}`
  const nombre = nombreCompleto(e, r.espacio)
  if (r.vistos.has(nombre)) return JSON.stringify(nombre)
  r.vistos.set(nombre, e)
  const inicio = `{"name":${JSON.stringify(nombre)},"type":"${e.type}",`
  if (e.type === 'enum') return `${inicio}"symbols":${JSON.stringify(e.symbols)}}`
  const dentro = { vistos: r.vistos, espacio: nombre.slice(0, Math.max(0, nombre.lastIndexOf('.'))) }
  const campos = e.fields.map((c) => `{"name":${JSON.stringify(c.name)},"type":${canonizar(c.type, dentro)}}`)
  return `${inicio}"fields":${lista(campos)}}`
}

/**
 * Forma canónica de Avro (Parsing Canonical Form): sólo lo que cambia los bytes, en orden fijo.
 * Documentación, valores por defecto y alias quedan fuera, así que añadirlos no cambia la huella.
 */
export const formaCanonica = (esquema: EsquemaAvro): string =>
  canonizar(esquema, { vistos: new Map(), espacio: '' })

const VACIO_ALTO = 0xc15d213a
const VACIO_BAJO = 0xa4d7a795

/** La tabla del CRC en dos mitades de 32 bits: con `bigint` costaba diez veces más al arrancar. */
const [ALTOS, BAJOS] = ((): readonly [Int32Array, Int32Array] => {
  const altos = new Int32Array(256)
  const bajos = new Int32Array(256)
  for (let i = 0; i < 256; i++) {
    let [alto, bajo] = [0, i]
    for (let bit = 0; bit < 8; bit++) {
      const mascara = -(bajo & 1)
      bajo = ((bajo >>> 1) | (alto << 31)) ^ (VACIO_BAJO & mascara)
      alto = (alto >>> 1) ^ (VACIO_ALTO & mascara)
    }
    altos[i] = alto
    bajos[i] = bajo
  }
  return [altos, bajos]
})()

const hexadecimal = (mitad: number): string => (mitad >>> 0).toString(16).padStart(8, '0')

/** CRC-64-AVRO de un texto (UTF-8): 16 cifras hexadecimales. */
export const crc64 = (texto: string): string => {
  let [alto, bajo] = [VACIO_ALTO, VACIO_BAJO]
  for (const byte of Buffer.from(texto, 'utf8')) {
    const i = (bajo ^ byte) & 0xff
    bajo = ((bajo >>> 8) | (alto << 24)) ^ BAJOS[i]!
    alto = (alto >>> 8) ^ ALTOS[i]!
  }
  return hexadecimal(alto) + hexadecimal(bajo)
}

/** Huella de un esquema, en hexadecimal. En los mensajes viaja con el byte menor primero. */
export const huellaDe = (esquema: EsquemaAvro): string => crc64(formaCanonica(esquema))
