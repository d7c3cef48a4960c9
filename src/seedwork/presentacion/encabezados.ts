import type { IncomingHttpHeaders } from 'node:http'
import type { ClaveIdempotencia, Posicion } from '../aplicacion/contexto.ts'
import { ErrorDominio } from '../dominio/errores.ts'
import { errorHttp } from './codigos.ts'
import { jsonCanonico, resumen } from './json.ts'

const invalido = (encabezado: string, detalle: string) =>
  errorHttp('EncabezadoInvalido', `${encabezado}: ${detalle}`, [{ puntero: `/${encabezado}`, detalle }])

/** `"…"` con `\"` y `\\`: la forma del borrador de la IETF (una cadena de Structured Fields). */
const CITADA = /^"((?:[^"\\]|\\["\\])*)"$/
const IMPRIMIBLE = /^[\x20-\x7e]{1,255}$/

/**
 * La clave de `Idempotency-Key`, entre comillas o sin ellas (es la misma), o `undefined` si no viene.
 * Falla con `EncabezadoInvalido` si no tiene de 1 a 255 caracteres ASCII imprimibles.
 */
export const leerClave = (encabezados: IncomingHttpHeaders): string | undefined => {
  const valor = encabezados['idempotency-key']
  if (valor === undefined) return undefined
  if (Array.isArray(valor)) throw invalido('Idempotency-Key', 'viene más de una vez')
  const citada = CITADA.exec(valor)
  if (citada === null && valor.includes('"')) throw invalido('Idempotency-Key', 'tiene comillas sin pareja')
  const clave = citada?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? valor
  if (!IMPRIMIBLE.test(clave))
    throw invalido('Idempotency-Key', 'lleva de 1 a 255 caracteres ASCII imprimibles')
  return clave
}

/**
 * UUID v8 de un comando con clave: los primeros 128 bits de SHA-256(principal ‖ operación ‖ clave).
 * La clave de otro principal u otra operación es otro comando.
 */
export const idDeClave = (principal: string, operacion: string, clave: string): string => {
  const h = resumen(principal, operacion, clave)
  const variante = ((Number.parseInt(h.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-${variante}${h.slice(17, 20)}-${h.slice(20, 32)}`
}

/** La clave con su operación y la huella (SHA-256 hex) de lo pedido: método, ruta con consulta y cuerpo canónico. */
export const claveDe = (p: {
  operacion: string
  clave: string
  metodo: string
  url: string
  cuerpo: unknown
}): ClaveIdempotencia => ({
  operacion: p.operacion,
  clave: p.clave,
  huella: resumen(p.metodo, p.url, jsonCanonico(p.cuerpo)),
})

const ETIQUETA = /^(W\/)?"([\x21\x23-\x7e]*)"$/

/**
 * La versión de `If-Match`. `undefined`: sin condición (no viene, o es `*` y basta con que exista).
 * Una etiqueta bien formada que no puede ser nuestra (débil, o que no es un número) falla con
 * `VersionObsoleta`; una mal formada o una lista, con `EncabezadoInvalido`.
 */
export const leerVersionEsperada = (encabezados: IncomingHttpHeaders): number | undefined => {
  const valor = encabezados['if-match']
  if (valor === undefined || valor === '*') return undefined
  const partes = ETIQUETA.exec(valor)
  if (partes === null) throw invalido('If-Match', 'lleva una sola etiqueta, como "3"')
  const [, debil, texto = ''] = partes
  if (debil !== undefined || !/^[1-9][0-9]{0,14}$/.test(texto))
    throw new ErrorDominio('VersionObsoleta', 'la etiqueta de If-Match no es la vigente')
  return Number(texto)
}

/** Exige `If-Match`; falla con `VersionRequerida` si no viene. */
export const exigirVersionEsperada = (encabezados: IncomingHttpHeaders): number | undefined => {
  if (encabezados['if-match'] === undefined)
    throw new ErrorDominio('VersionRequerida', 'esta operación exige If-Match con la versión que se cambia')
  return leerVersionEsperada(encabezados)
}

/** ¿Pide `Prefer: respond-async` (RFC 7240)? Las preferencias que no conocemos se ignoran. */
export const prefiereAsincrono = (encabezados: IncomingHttpHeaders): boolean => {
  const valor = encabezados.prefer
  if (typeof valor !== 'string') return false
  return valor.split(/[,;]/).some((p) => p.trim().toLowerCase() === 'respond-async')
}

/** Con qué peso (0 a 1) se nombra un tipo en `Accept`; 0 si no se nombra. Los comodines no nombran a nadie. */
const pesoDe = (accept: string, tipo: string): number => {
  const pesos = accept.split(',').map((parte) => {
    const [nombre = '', ...parametros] = parte.split(';').map((t) => t.trim().toLowerCase())
    if (nombre !== tipo) return 0
    const q = parametros.find((p) => p.startsWith('q='))
    return q === undefined ? 1 : Number(q.slice(2)) || 0
  })
  return Math.max(...pesos)
}

/** ¿Se pide este tipo antes que JSON, que es lo que se da si no se pide nada (RFC 9110 §12.5.1)? */
export const prefiereTipo = ({ accept }: IncomingHttpHeaders, tipo: string): boolean => {
  if (accept === undefined) return false
  const peso = pesoDe(accept, tipo)
  return peso > 0 && peso >= pesoDe(accept, 'application/json')
}

const POSICION = /^([a-z][a-z-]{0,63})=(0|[1-9][0-9]{0,14})$/

/** `Alpes-Esperar: topico=n[, …]` (lo que dio `Alpes-Posicion`), o lista vacía. Falla con `EncabezadoInvalido`. */
export const leerEspera = (encabezados: IncomingHttpHeaders): readonly Posicion[] => {
  const valor = encabezados['alpes-esperar']
  if (valor === undefined) return []
  if (typeof valor !== 'string' || valor.length > 1024) throw invalido('Alpes-Esperar', 'es demasiado largo')
  return valor.split(',').map((parte) => {
    const [, topico, posicion] = POSICION.exec(parte.trim()) ?? []
    if (topico === undefined) throw invalido('Alpes-Esperar', 'tiene la forma topico=posicion[, …]')
    return { topico, posicion: Number(posicion) }
  })
}

/** El valor de `Alpes-Posicion`. */
export const escribirPosiciones = (posiciones: readonly Posicion[]): string =>
  posiciones.map((p) => `${p.topico}=${p.posicion}`).join(', ')

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** `traceparent` de W3C si está bien formado; uno roto se ignora, como manda la norma. */
export const leerTraceparent = (encabezados: IncomingHttpHeaders): string | null => {
  const valor = encabezados.traceparent
  return typeof valor === 'string' && TRACEPARENT.test(valor) ? valor : null
}

/** `Link` con la página siguiente: la misma consulta con otro cursor. */
export const enlaceSiguiente = (ruta: string, cursor: string): string => {
  const [camino = '', consulta = ''] = ruta.split('?', 2)
  const parametros = new URLSearchParams(consulta)
  parametros.set('cursor', cursor)
  return `<${camino}?${parametros}>; rel="next"`
}
