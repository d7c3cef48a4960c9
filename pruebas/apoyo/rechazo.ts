import assert from 'node:assert/strict'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'

/** Lo que se dice a quien pidió algo que no se puede: código, mensaje y faltas, cada una en una línea. */
export const rechazo = (trabajo: () => unknown): string => {
  try {
    trabajo()
  } catch (error) {
    assert.ok(error instanceof ErrorDominio, String(error))
    const { codigo, message, datos, faltas } = error
    const campos = faltas.map(({ puntero, detalle }) => `${puntero} ${detalle}`)
    const con = Object.entries(datos).map(([nombre, valor]) => `${nombre}=${valor}`)
    return [`${codigo}: ${message}`, ...con, ...campos].join(' | ')
  }
  assert.fail('no se rechazó')
}
