import { ErrorDominio } from './errores.ts'
import type { Marcado } from './marcado.ts'

/** Error de este archivo; 422. */
export const CODIGOS_TEXTO = ['TextoInvalido', 'IdInvalido'] as const

/** UUID en minúsculas. */
export type Id = Marcado<string, 'Id'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Controles que ni PostgreSQL ni un correo quieren; se dejan el tabulador y el salto de línea. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: son justo los que se rechazan
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/

const invalido = (puntero: string, detalle: string): ErrorDominio =>
  new ErrorDominio('TextoInvalido', `Texto inválido: ${detalle}`, {}, [{ puntero, detalle }])

/** Lee un UUID; falla con `IdInvalido`. */
export const id = (valor: string, puntero = '/id'): Id => {
  const minusculas = valor.toLowerCase()
  if (UUID.test(minusculas)) return minusculas as Id
  throw new ErrorDominio('IdInvalido', 'Se espera un UUID', {}, [{ puntero, detalle: 'se espera un UUID' }])
}

/** Recorta, compone (NFC) y comprueba un texto de 1 a `max` caracteres; falla con `TextoInvalido`. */
export const textoDe = (valor: string, { puntero, max }: { puntero: string; max: number }): string => {
  if (!valor.isWellFormed() || CONTROL.test(valor)) throw invalido(puntero, 'lleva caracteres de control')
  const limpio = valor.trim().normalize('NFC')
  if (limpio === '') throw invalido(puntero, 'está vacío')
  if (limpio.length > max) throw invalido(puntero, `pasa de ${max} caracteres`)
  return limpio
}

/** Para buscar y comparar: sin tildes, en minúsculas y con los espacios juntos. «Xóchitl» → `xochitl`. */
export const normalizar = (valor: string): string =>
  valor.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim()
