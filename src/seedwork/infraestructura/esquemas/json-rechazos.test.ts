import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DefinicionMensaje, definirMensaje } from './definicion.ts'
import { aJsonSeguro, deJson } from './json.ts'
import type { EsquemaAvro } from './tipos.ts'

const leer = (type: EsquemaAvro, v: unknown): unknown => {
  const esquema = { type: 'record', name: 'M', namespace: 'co', fields: [{ name: 'v', type }] } as never
  const definicion = definirMensaje({ topico: 't', tipo: 'M', version: 1, esquema }) as DefinicionMensaje<
    string,
    string,
    { v: unknown }
  >
  return deJson(definicion, { v }).v
}
const fallo = (hacer: () => unknown): string => {
  try {
    hacer()
  } catch (error) {
    return (error as Error).message
  }
  return 'bien'
}
const mal = (type: EsquemaAvro, v: unknown): string => fallo(() => leer(type, v))
const ENUM: EsquemaAvro = { type: 'enum', name: 'E', namespace: 'co', symbols: ['A', 'B'] }
const LISTA: EsquemaAvro = { type: 'array', items: 'int' }
const MAPA: EsquemaAvro = { type: 'map', values: 'int' }

test('de un valor que no es de su tipo se dice qué se esperaba y dónde', () => {
  const casos: readonly (readonly [EsquemaAvro, readonly unknown[], string])[] = [
    ['null', [0, ''], 'null'],
    ['boolean', [0, 'true', null], 'un booleano'],
    ['int', [1.5, 2 ** 31, '1', null], 'un entero de 32 bits'],
    [
      'long',
      ['x', 'x1', '1x', '01', '1.5', 2 ** 53, 1.5, null, '9223372036854775808', '-9223372036854775809'],
      'un entero de 64 bits',
    ],
    ['double', ['1', Number.NaN, null], 'un número'],
    ['float', ['1'], 'un número'],
    ['bytes', ['*', 'YQ', 1], 'bytes en base64'],
    ['string', [1, null, '\ud800'], 'un texto'],
    [ENUM, ['C', null], 'A o B'],
    [LISTA, [{}, '1', null], 'un arreglo'],
    [MAPA, [[], '1', null], 'un objeto'],
    [['null', 'int'], ['x'], 'un entero de 32 bits'],
    [[], [1], 'una rama de la unión'],
  ]
  for (const [tipo, valores, esperado] of casos)
    for (const valor of valores)
      assert.equal(mal(tipo, valor), `se esperaba ${esperado} (en /v)`, JSON.stringify([tipo, String(valor)]))
  assert.equal(mal(LISTA, [1, 'x']), 'se esperaba un entero de 32 bits (en /v/1)')
  assert.equal(mal(MAPA, { 'a/b': 'x' }), 'se esperaba un entero de 32 bits (en /v/a~1b)')
})

test('los valores de los bordes se leen exactos', () => {
  assert.deepEqual(leer('long', '9223372036854775807'), 9223372036854775807n)
  assert.deepEqual(leer('long', '-9223372036854775808'), -9223372036854775808n)
  assert.deepEqual(leer('long', 0), 0n)
  assert.deepEqual(leer('int', -(2 ** 31)), -(2 ** 31))
  assert.deepEqual(leer('bytes', 'YQ=='), Buffer.from('a'))
  assert.deepEqual(leer(['null', LISTA], [1, 2]), [1, 2])
  assert.deepEqual(leer(['null', LISTA], null), null)
  assert.deepEqual(leer(MAPA, { a: 1 }), { a: 1 })
  assert.equal(leer(ENUM, 'B'), 'B')
})

test('un registro dice qué le falta, qué le sobra y que no es un objeto', () => {
  const dentro = { type: 'record', name: 'D', namespace: 'co', fields: [{ name: 'x', type: 'int' }] } as const
  assert.equal(mal(dentro, {}), 'falta el campo (en /v/x)')
  assert.equal(mal(dentro, { x: 1, y: 2 }), 'campo que no está en el esquema (en /v/y)')
  for (const valor of [[], null, 'x', 1]) assert.equal(mal(dentro, valor), 'se esperaba un objeto (en /v)')
})

test('lo que no cabe en JSON se dice con su lugar', () => {
  assert.equal(
    fallo(() => aJsonSeguro({ a: [1, Number.NaN] })),
    'número que no cabe en JSON (en /a/1)',
  )
  assert.equal(
    fallo(() => aJsonSeguro({ a: undefined })),
    'undefined no cabe en JSON (en /a)',
  )
  assert.equal(
    fallo(() => aJsonSeguro(() => 1)),
    'function no cabe en JSON',
  )
  assert.deepEqual(aJsonSeguro({ a: 2n ** 53n, b: 5n, c: Buffer.from('a'), d: [true, null, 'x', 1.5] }), {
    ...{ a: '9007199254740992', b: 5, c: 'YQ==', d: [true, null, 'x', 1.5] },
  })
})
