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

const VACIO = 0xc15d213aa4d7a795n

const TABLA: readonly bigint[] = Array.from({ length: 256 }, (_, i) => {
  let fp = BigInt(i)
  for (let bit = 0; bit < 8; bit++) fp = (fp >> 1n) ^ (fp & 1n ? VACIO : 0n)
  return fp
})

/** CRC-64-AVRO de un texto (UTF-8), como entero sin signo de 64 bits. */
export const crc64 = (texto: string): bigint => {
  let fp = VACIO
  for (const byte of Buffer.from(texto, 'utf8')) fp = (fp >> 8n) ^ TABLA[Number((fp ^ BigInt(byte)) & 0xffn)]!
  return fp
}

/** Huella de un esquema: 16 cifras hexadecimales. En los mensajes viaja con el byte menor primero. */
export const huellaDe = (esquema: EsquemaAvro): string =>
  crc64(formaCanonica(esquema)).toString(16).padStart(16, '0')
