import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilarRecorrido } from './recorrido.ts'
import type { EsquemaAvro } from './tipos.ts'

const registro = (type: EsquemaAvro): EsquemaAvro => ({
  ...{ type: 'record', name: 'R', namespace: 'co' },
  fields: [{ name: 'a', type }],
})
const hasta = (esquema: EsquemaAvro, ...bytes: readonly number[]): number =>
  compilarRecorrido(esquema)(Buffer.from(bytes), 0)
const fallo = (esquema: EsquemaAvro, ...bytes: readonly number[]): string => {
  try {
    hasta(registro(esquema), ...bytes)
  } catch (error) {
    return (error as Error).message
  }
  return 'bien'
}
const lista = (items: EsquemaAvro): EsquemaAvro => ({ type: 'array', items })
const mapa = (values: EsquemaAvro): EsquemaAvro => ({ type: 'map', values })
const NUEVE = Array(9).fill(0x80)

test('cada valor dice dónde acaba', () => {
  assert.equal(hasta('null'), 0)
  assert.equal(hasta('boolean', 1), 1)
  assert.equal(hasta('boolean', 0), 1)
  assert.equal(hasta('int', 0xfe, 0xff, 0xff, 0xff, 0x0f), 5)
  assert.equal(hasta('int', 0xff, 0xff, 0xff, 0xff, 0x0f), 5)
  assert.equal(hasta('long', ...NUEVE, 1), 10)
  assert.equal(hasta('float', 0, 0, 0, 0), 4)
  assert.equal(hasta('double', 0, 0, 0, 0, 0, 0, 0, 0), 8)
  assert.equal(hasta('bytes', 4, 0xff, 0xff), 3)
  assert.equal(hasta('string', 4, 0xc3, 0xb1), 3)
  assert.equal(hasta('string', 0), 1)
  assert.equal(hasta(['null', 'string'], 0), 1)
  assert.equal(hasta(['null', 'string'], 2, 2, 0x61), 3)
  assert.equal(hasta({ type: 'enum', name: 'E', namespace: 'co', symbols: ['A', 'B'] }, 2), 1)
  assert.equal(hasta(lista('int'), 4, 2, 2, 0), 4)
  assert.equal(hasta(lista('int'), 2, 2, 2, 2, 0), 5, 'dos bloques')
  assert.equal(hasta(lista('int'), 3, 4, 2, 2, 0), 5, 'un bloque con su tamaño')
  assert.equal(hasta(mapa('int'), 2, 2, 0x61, 2, 0), 5)
  assert.equal(
    hasta(lista(['null', 'int']), 4, 0, 0, 0),
    4,
    'el mínimo de una unión es el de su rama más corta',
  )
})

test('lo que no es de su esquema dice qué le pasa y en qué campo', () => {
  const casos: readonly (readonly [EsquemaAvro, readonly number[], string])[] = [
    ['int', [], 'los bytes se acaban a mitad de un entero (en /a)'],
    ['int', [0x80], 'los bytes se acaban a mitad de un entero (en /a)'],
    ['int', [0x80, 0x80, 0x80, 0x80, 0x10], 'entero de más de 32 bits (en /a)'],
    ['long', [...NUEVE, 2], 'entero de más de 64 bits (en /a)'],
    ['long', [...NUEVE, 0x80], 'entero de más de 64 bits (en /a)'],
    ['double', [0, 0, 0, 0, 0, 0, 0], 'faltan bytes (en /a)'],
    ['boolean', [2], 'no es un booleano (en /a)'],
    ['boolean', [], 'no es un booleano (en /a)'],
    ['string', [1], 'largo imposible (en /a)'],
    ['bytes', [4, 0], 'largo imposible (en /a)'],
    ['string', [4, 0xc3, 0x28], 'texto que no es UTF-8 (en /a)'],
    [['null', 'int'], [4], 'índice fuera de rango (en /a)'],
    [['null', 'int'], [1], 'índice fuera de rango (en /a)'],
    [lista('double'), [2, 0], 'cuenta imposible (en /a)'],
    [lista('int'), [0xfe, 0xff, 0xff, 0xff, 0x0f], 'cuenta imposible (en /a)'],
    [lista('int'), [3, 2, 2, 2, 0], 'bloque de otro tamaño (en /a)'],
    [mapa('int'), [2, 2, 0xff, 2, 0], 'texto que no es UTF-8 (en /a)'],
    [mapa('boolean'), [2, 2, 0x61, 7, 0], 'no es un booleano (en /a/-)'],
    [lista('boolean'), [2, 7, 0], 'no es un booleano (en /a/-)'],
  ]
  for (const [esquema, bytes, dicho] of casos)
    assert.equal(fallo(esquema, ...bytes), dicho, JSON.stringify([esquema, bytes]))
  assert.throws(() => hasta('boolean', 2), { message: 'no es un booleano', name: 'ErrorEsquema', ruta: '' })
})

test('una lista de nada no tiene cota, y no se compila', () => {
  for (const esquema of [lista('null'), lista({ type: 'record', name: 'V', namespace: 'co', fields: [] })])
    assert.throws(() => compilarRecorrido(esquema), {
      message: 'un arreglo de elementos sin bytes no tiene cota',
    })
  assert.ok(compilarRecorrido(mapa('null')))
})
