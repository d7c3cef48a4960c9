import { campoInvalido } from './errores-comunes.ts'

/** Límites de un texto, en puntos de código después de normalizar. `min` es 1 si no se dice. */
export type LimitesTexto = Readonly<{ max: number; min?: number }>

/** C0, DEL, C1 y los separadores de línea y párrafo de Unicode. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u
/** Lo mismo, salvo el salto de línea y la tabulación. */
const CONTROL_SALVO_SALTOS = /(?![\n\t])[\p{Cc}\u2028\u2029]/u
/** Cambian el orden en que se lee el texto: un nombre podría mostrarse como otro. */
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u
/** No se ven: dos nombres distintos parecerían el mismo. */
const INVISIBLE = /[\u00AD\u180E\u200B\u2060\uFEFF]/u

const medir = (texto: string): number => {
  let n = 0
  for (const _ of texto) n += 1
  return n
}

const normalizar = (campo: string, valor: string, { max, min = 1 }: LimitesTexto): string => {
  // Antes de normalizar, para no gastar en un texto enorme: NFC junta a lo más 4 unidades en un punto.
  if (valor.length > max * 4) throw campoInvalido(campo, `tiene más de ${max} caracteres`)
  if (!valor.isWellFormed()) throw campoInvalido(campo, 'tiene un carácter a medias (sustituto suelto)')
  if (BIDI.test(valor)) throw campoInvalido(campo, 'tiene marcas que cambian el orden de lectura')
  if (INVISIBLE.test(valor)) throw campoInvalido(campo, 'tiene caracteres invisibles')
  const texto = valor.normalize('NFC').trim()
  const largo = medir(texto)
  if (largo < min) throw campoInvalido(campo, min === 1 ? 'está vacío' : `tiene menos de ${min} caracteres`)
  if (largo > max) throw campoInvalido(campo, `tiene más de ${max} caracteres`)
  return texto
}

/**
 * Un texto de una línea, en NFC y sin espacios en los bordes: sin U+0000 (PostgreSQL no lo guarda),
 * saltos ni otros controles, sustitutos sueltos, marcas bidireccionales ni caracteres invisibles.
 * `campo` es la ruta dentro de lo que se pide. Falla con `PeticionInvalida`.
 */
export const textoDeUnaLinea = (campo: string, valor: string, limites: LimitesTexto): string => {
  if (CONTROL.test(valor)) throw campoInvalido(campo, 'tiene saltos de línea o caracteres de control')
  return normalizar(campo, valor, limites)
}

/** Como {@link textoDeUnaLinea}, pero admite saltos de línea (quedan como `\n`) y tabulaciones. */
export const textoDeVariasLineas = (campo: string, valor: string, limites: LimitesTexto): string => {
  const unido = valor.replaceAll('\r\n', '\n')
  if (CONTROL_SALVO_SALTOS.test(unido)) throw campoInvalido(campo, 'tiene caracteres de control')
  return normalizar(campo, unido, limites)
}

/** Para buscar y comparar sin tildes ni mayúsculas: «Xóchitl Ñúñez» → «xochitl nunez». */
export const sinTildes = (texto: string): string =>
  texto
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

const CON_PUNTOS = /^\d{1,3}(?:\.\d{3})+(?:-\d)?$/

/** Lo buscado; si es un documento escrito con sus puntos, como se guarda: «999.001.003-1» → «999001003-1». */
export const buscado = (texto: string): string => (CON_PUNTOS.test(texto) ? texto.replaceAll('.', '') : texto)
