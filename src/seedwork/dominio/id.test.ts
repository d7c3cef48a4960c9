import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorDominio } from './errores.ts'
import { id } from './id.ts'

test('un id es un UUID en minúsculas', () => {
  assert.equal(id('019A0000-0000-7000-8000-00000000000A'), '019a0000-0000-7000-8000-00000000000a')
  assert.throws(
    () => id('1'),
    (e) => e instanceof ErrorDominio && e.faltas[0]?.puntero === '/id',
  )
})
