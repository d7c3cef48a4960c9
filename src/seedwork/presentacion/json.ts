import { isUtf8 } from 'node:buffer'
import { hash } from 'node:crypto'
import type { Falta } from '../dominio/errores.ts'
import { peticionInvalida } from '../dominio/errores-comunes.ts'
import { errorHttp } from './codigos.ts'

/** Profundidad máxima de objetos y listas de un cuerpo. */
export const PROFUNDIDAD_MAXIMA = 32

const COMILLA = 0x22
const BARRA = 0x5c
const DOS_PUNTOS = 0x3a
const ABRE_LISTA = 0x5b
const CIERRA_LISTA = 0x5d
const ABRE_OBJETO = 0x7b
const CIERRA_OBJETO = 0x7d

const rechazo = (detalle: string) => errorHttp('JsonInvalido', detalle)

/** Salta una cadena: devuelve el índice de su comilla de cierre, o el final si no cierra. */
const finDeCadena = (texto: string, abre: number): number => {
  let i = abre + 1
  for (; i < texto.length; i += 1) {
    const c = texto.charCodeAt(i)
    if (c === BARRA) i += 1
    else if (c === COMILLA) return i
  }
  return i
}

/**
 * Cuenta las claves escritas (los dos puntos fuera de cadenas) y mide la profundidad, sin crear nada.
 * Corre antes de `JSON.parse`, que con miles de corchetes anidados gasta la pila.
 */
const medir = (texto: string): { claves: number; profundidad: number } => {
  let [claves, actual, profundidad] = [0, 0, 0]
  for (let i = 0; i < texto.length; i += 1) {
    const c = texto.charCodeAt(i)
    if (c === COMILLA) i = finDeCadena(texto, i)
    else if (c === DOS_PUNTOS) claves += 1
    else if (c === ABRE_OBJETO || c === ABRE_LISTA) {
      actual += 1
      if (actual > profundidad) profundidad = actual
    } else if (c === CIERRA_OBJETO || c === CIERRA_LISTA) actual -= 1
  }
  return { claves, profundidad }
}

const PROHIBIDAS = new Set(['__proto__', 'constructor', 'prototype'])

/** Un tramo de JSON Pointer (RFC 6901). */
export const tramo = (clave: string): string => clave.replaceAll('~', '~0').replaceAll('/', '~1')

/** Lo que una cadena no puede llevar, o `null`: PostgreSQL no guarda U+0000 ni sustitutos sueltos. */
export const defectoDeTexto = (texto: string): string | null => {
  if (texto.includes('\0')) return 'tiene el carácter U+0000'
  return texto.isWellFormed() ? null : 'tiene un carácter a medias (sustituto suelto)'
}

const defectoDeNumero = (numero: number): string | null => {
  if (!Number.isFinite(numero)) return 'es un número demasiado grande'
  if (Object.is(numero, -0)) return 'es cero negativo'
  return Math.abs(numero) > Number.MAX_SAFE_INTEGER ? 'no cabe exacto: escríbalo como cadena' : null
}

type Recorrido = { claves: number; faltas: Falta[] }

/** Dónde va el recorrido; el puntero sólo se escribe si hay algo que señalar. */
type Camino = Readonly<{ padre: Camino; clave: string }> | null

const punteroDe = (camino: Camino): string =>
  camino === null ? '' : `${punteroDe(camino.padre)}/${tramo(camino.clave)}`

const anotar = (r: Recorrido, camino: Camino, detalle: string | null): void => {
  if (detalle !== null && r.faltas.length < 20) r.faltas.push({ puntero: punteroDe(camino), detalle })
}

/** Recorre lo leído: cuenta sus claves y anota los valores que no se pueden guardar tal cual. */
const recorrer = (valor: unknown, camino: Camino, r: Recorrido): void => {
  if (typeof valor === 'string') anotar(r, camino, defectoDeTexto(valor))
  else if (typeof valor === 'number') anotar(r, camino, defectoDeNumero(valor))
  else if (Array.isArray(valor))
    for (const [i, v] of valor.entries()) recorrer(v, { padre: camino, clave: String(i) }, r)
  else if (typeof valor === 'object' && valor !== null) recorrerObjeto(valor, camino, r)
}

const recorrerObjeto = (valor: object, padre: Camino, r: Recorrido): void => {
  for (const clave of Object.keys(valor)) {
    if (PROHIBIDAS.has(clave)) throw rechazo('tiene una clave prohibida')
    const hijo = { padre, clave }
    r.claves += 1
    anotar(r, hijo, defectoDeTexto(clave))
    recorrer((valor as Record<string, unknown>)[clave], hijo, r)
  }
}

const analizar = (texto: string): unknown => {
  try {
    return JSON.parse(texto)
  } catch {
    // El mensaje de V8 repite un trozo de lo recibido: no se devuelve.
    throw rechazo('el cuerpo no es JSON bien formado')
  }
}

/**
 * Lee un cuerpo JSON sin ambigüedades: UTF-8 válido, sin BOM, sin claves repetidas ni prohibidas y con
 * profundidad ≤ 32 (`JsonInvalido`); sus cadenas y números se pueden guardar exactos (`PeticionInvalida`).
 */
export const leerJson = (cuerpo: Buffer): unknown => {
  if (cuerpo.length === 0) throw rechazo('el cuerpo está vacío')
  if (!isUtf8(cuerpo)) throw rechazo('el cuerpo no es UTF-8')
  const texto = cuerpo.toString('utf8')
  if (texto.charCodeAt(0) === 0xfeff) throw rechazo('el cuerpo empieza con un BOM')
  const { claves, profundidad } = medir(texto)
  if (profundidad > PROFUNDIDAD_MAXIMA) throw rechazo(`tiene más de ${PROFUNDIDAD_MAXIMA} niveles`)
  const valor = analizar(texto)
  const recorrido: Recorrido = { claves: 0, faltas: [] }
  recorrer(valor, null, recorrido)
  // JSON.parse se queda con la última de dos claves iguales: si leyó menos de las escritas, sobraba una.
  if (recorrido.claves !== claves) throw rechazo('tiene claves repetidas')
  if (recorrido.faltas.length > 0) throw peticionInvalida(recorrido.faltas)
  return valor
}

/** Una copia con las claves de cada objeto en orden; nada que `JSON.parse` no dé. */
const ordenar = (valor: unknown): unknown => {
  if (Array.isArray(valor)) return valor.map(ordenar)
  if (typeof valor !== 'object' || valor === null) return valor
  const dado = valor as Record<string, unknown>
  const ordenado: Record<string, unknown> = {}
  for (const clave of Object.keys(dado).sort()) ordenado[clave] = ordenar(dado[clave])
  return ordenado
}

/** El mismo JSON, con las claves en orden y sin espacios: dos escrituras del mismo cuerpo dan lo mismo. */
export const jsonCanonico = (valor: unknown): string => JSON.stringify(ordenar(valor)) ?? ''

/** SHA-256 en hexadecimal de unas partes separadas por U+0000, que ninguna puede contener. */
export const resumen = (...partes: readonly string[]): string => hash('sha256', partes.join('\0'))
