import assert from 'node:assert/strict'
import test from 'node:test'
import { conReferencias, crc64, formaCanonica, huellaDe } from './canonica.ts'
import { compilarTipo } from './codec.ts'
import type { EsquemaRegistro } from './tipos.ts'

// Vectores de la especificación de Avro (share/test/data/schema-tests.txt).
for (const [esquema, huella] of [
  ['null', '63dd24e7cc258f8a'],
  ['boolean', '9f42fc78a4d4f764'],
  ['int', '7275d51a3f395c8f'],
  ['long', 'd054e14493f41db7'],
  ['float', '4d7c02cb3ea8d790'],
  ['double', '8e7535c032ab957e'],
  ['bytes', '4fc016dac3201965'],
  ['string', '8f014872634503c7'],
] as const)
  test(`la huella de "${esquema}" es la de la especificación`, () => {
    assert.equal(huellaDe(esquema), huella)
  })

test('crc64 de la cadena vacía es su valor inicial', () => {
  assert.equal(crc64(''), 'c15d213aa4d7a795')
})

const PUNTO = { type: 'record', name: 'Punto', fields: [{ name: 'x', type: 'int' }] } as const

const CON_TODO: EsquemaRegistro = {
  type: 'record',
  name: 'Todo',
  namespace: 'co.alpes',
  doc: 'no cuenta',
  aliases: ['Viejo'],
  fields: [
    { name: 'a', type: ['null', 'string'], default: null, doc: 'no cuenta' },
    { name: 'b', type: { type: 'enum', name: 'Color', symbols: ['ROJO', 'AZUL'], default: 'ROJO' } },
    { name: 'c', type: PUNTO },
    { name: 'd', type: { type: 'array', items: PUNTO }, default: [] },
    { name: 'e', type: { type: 'map', values: 'bytes' } },
  ],
}

test('la forma canónica deja sólo lo que cambia los bytes', () => {
  assert.equal(
    formaCanonica(CON_TODO),
    '{"name":"co.alpes.Todo","type":"record","fields":[' +
      '{"name":"a","type":["null","string"]},' +
      '{"name":"b","type":{"name":"co.alpes.Color","type":"enum","symbols":["ROJO","AZUL"]}},' +
      '{"name":"c","type":{"name":"co.alpes.Punto","type":"record","fields":[{"name":"x","type":"int"}]}},' +
      '{"name":"d","type":{"type":"array","items":"co.alpes.Punto"}},' +
      '{"name":"e","type":{"type":"map","values":"bytes"}}]}',
  )
})

test('documentación, alias y valores por defecto no cambian la huella', () => {
  const desnudo = { ...CON_TODO, fields: CON_TODO.fields.map(({ name, type }) => ({ name, type })) }
  const { doc: _, aliases: __, ...sinNotas } = desnudo
  assert.equal(huellaDe(sinNotas), huellaDe(CON_TODO))
})

test('coincide con la forma canónica de avsc', () => {
  assert.equal(formaCanonica(CON_TODO), JSON.stringify(compilarTipo(CON_TODO).schema()))
})

test('un registro repetido se vuelve su nombre; dos distintos con un nombre se rechazan', () => {
  const dos = (otro: EsquemaRegistro): EsquemaRegistro => ({
    type: 'record',
    name: 'Dos',
    fields: [
      { name: 'a', type: PUNTO },
      { name: 'b', type: otro },
    ],
  })
  assert.deepEqual(conReferencias(dos(structuredClone(PUNTO))), {
    ...dos(PUNTO),
    fields: [
      { name: 'a', type: PUNTO },
      { name: 'b', type: 'Punto' },
    ],
  })
  assert.throws(
    () => conReferencias(dos({ ...PUNTO, fields: [{ name: 'y', type: 'int' }] })),
    /se llaman Punto/,
  )
})
