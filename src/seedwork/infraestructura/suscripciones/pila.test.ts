import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pilaDe } from './pila.ts'

test('la pila dice de qué línea del repositorio salió, y por qué causas, sin rutas de la máquina', () => {
  const causa = new Error('se cortó')
  const pila = pilaDe(new TypeError('no se pudo', { cause: causa })) ?? ''
  assert.match(
    pila,
    /^TypeError: no se pudo\n {4}at .*src\/seedwork\/infraestructura\/suscripciones\/pila\.test\.ts:\d+/,
  )
  assert.match(pila, /\npor: Error: se cortó\n/)
  assert.doesNotMatch(pila, /file:\/\/|\(\/|at \//)
})

test('ni credenciales ni correos quedan en ella', () => {
  const malo = new Error(
    'postgres://alpes:secreto@base/x con Bearer abc.def-9, pk_0123456789abcdef_SECRETO y ana@oficina.co',
  )
  const pila = pilaDe(malo) ?? ''
  for (const secreto of ['secreto', 'abc.def-9', 'SECRETO', 'ana@oficina.co'])
    assert.ok(!pila.includes(secreto), `${secreto}: ${pila}`)
  assert.match(pila, /postgres:\/\/«tachado»@base\/x/)
})

test('lo que no es un error no tiene pila, y una pila sin fin se corta', () => {
  assert.equal(pilaDe('texto'), null)
  const enorme = new Error('x'.repeat(20_000))
  assert.equal(pilaDe(enorme)?.length, 6_000)
  const ciclo = new Error('da vueltas')
  ciclo.cause = ciclo
  assert.equal(pilaDe(ciclo)?.match(/da vueltas/g)?.length, 4)
})
