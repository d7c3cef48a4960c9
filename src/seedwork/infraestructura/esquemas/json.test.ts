import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { arbitrarioDe } from '#pruebas/apoyo/arbitrario-avro.ts'
import { definirMensaje } from './definicion.ts'
import { ErrorEsquema } from './errores.ts'
import { aJsonSeguro, deJson } from './json.ts'

const Prueba = definirMensaje({
  topico: 't',
  tipo: 'Prueba',
  version: 1,
  esquema: {
    type: 'record',
    name: 'Prueba',
    namespace: 'co.alpes',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'cuando', type: 'long' },
      { name: 'n', type: ['null', 'int'], default: null },
      { name: 'sello', type: 'bytes' },
      { name: 'lista', type: { type: 'array', items: 'long' }, default: [] },
      { name: 'mapa', type: { type: 'map', values: 'boolean' }, default: {} },
      { name: 'clase', type: { type: 'enum', name: 'Clase', symbols: ['A', 'B'] }, default: 'A' },
    ],
  },
})

const minimo = { id: 'a', cuando: 1, sello: '' }

test('un long es número mientras cabe exacto, si no texto; los bytes, base64', () => {
  const json = aJsonSeguro({ cabe: 2n ** 53n - 1n, noCabe: 2n ** 53n, sello: Buffer.from('hola') })
  assert.deepEqual(json, { cabe: 9007199254740991, noCabe: '9007199254740992', sello: 'aG9sYQ==' })
})

test('propiedad: de datos a JSON (por texto) y de vuelta no se pierde nada', () => {
  fc.assert(
    fc.property(arbitrarioDe(Prueba.esquema), (datos) => {
      assert.deepStrictEqual(deJson(Prueba, JSON.parse(JSON.stringify(aJsonSeguro(datos)))), datos)
    }),
  )
})

test('rellena los campos que tienen valor por defecto', () => {
  assert.deepStrictEqual(deJson(Prueba, minimo), {
    id: 'a',
    cuando: 1n,
    n: null,
    sello: Buffer.alloc(0),
    lista: [],
    mapa: {},
    clase: 'A',
  })
})

for (const [caso, json, ruta] of [
  ['falta un campo', { cuando: 1, sello: '' }, '/id'],
  ['sobra un campo', { ...minimo, '~/x': 1 }, '/~0~1x'],
  ['no es un objeto', [], ''],
  ['long con decimales', { ...minimo, cuando: 1.5 }, '/cuando'],
  ['long de más de 64 bits', { ...minimo, cuando: '9223372036854775808' }, '/cuando'],
  ['int de más de 32 bits', { ...minimo, n: 2 ** 31 }, '/n'],
  ['bytes que no son base64', { ...minimo, sello: '*' }, '/sello'],
  ['texto con sustituto suelto', { ...minimo, id: '\ud800' }, '/id'],
  ['elemento de otro tipo', { ...minimo, lista: [1, true] }, '/lista/1'],
  ['lista que no lo es', { ...minimo, lista: {} }, '/lista'],
  ['valor de mapa de otro tipo', { ...minimo, mapa: { a: 1 } }, '/mapa/a'],
  ['mapa que no lo es', { ...minimo, mapa: [] }, '/mapa'],
  ['símbolo desconocido', { ...minimo, clase: 'C' }, '/clase'],
] as const)
  test(`${caso}: DatosInvalidos con su ruta`, () => {
    assert.throws(
      () => deJson(Prueba, json),
      (e) => e instanceof ErrorEsquema && e.codigo === 'DatosInvalidos' && e.ruta === ruta,
    )
  })

test('lo que no cabe en JSON se rechaza', () => {
  for (const valor of [undefined, () => 1, Number.NaN, { a: [Symbol('x')] }])
    assert.throws(() => aJsonSeguro(valor), ErrorEsquema)
})
