import assert from 'node:assert/strict'
import { test } from 'node:test'
import { id, normalizar, textoDe } from './texto.ts'

const codigo = (esperado: string) => (error: unknown) => (error as { codigo?: string }).codigo === esperado

test('normalizar quita tildes, mayúsculas y espacios de más', () => {
  assert.equal(normalizar('  Despacho  XÓCHITL, Ñandú '), 'despacho xochitl, nandu')
})

test('un texto se recorta y se compone', () => {
  assert.equal(textoDe(' Cafe\u0301 ', { puntero: '/nombre', max: 10 }), 'Café')
})

test('vacío, largo, con nulo o con un sustituto suelto se rechaza', () => {
  for (const malo of ['', '   ', 'x'.repeat(11), 'a\u0000b', 'a\ud800'])
    assert.throws(() => textoDe(malo, { puntero: '/nombre', max: 10 }), codigo('TextoInvalido'))
})

test('un id es un UUID en minúsculas', () => {
  assert.equal(id('019a0000-0000-7000-8000-00000000000A'), '019a0000-0000-7000-8000-00000000000a')
  assert.throws(() => id('1'), codigo('IdInvalido'))
})
