import { campoInvalido } from './errores-comunes.ts'
import type { Marcado } from './marcado.ts'

/** UUID en minúsculas. */
export type Id = Marcado<string, 'Id'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Lee un UUID; `campo` señala dónde venía. Falla con `PeticionInvalida`. */
export const id = (valor: string, campo = 'id'): Id => {
  const minusculas = valor.toLowerCase()
  if (UUID.test(minusculas)) return minusculas as Id
  throw campoInvalido(campo, 'se espera un UUID')
}
