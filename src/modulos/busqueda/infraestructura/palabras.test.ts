import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consultaDe, ordenDe, palabrasDe } from './palabras.ts'

test('las palabras van sin tildes ni mayúsculas, y lo unido por puntuación también junto', () => {
  assert.deepEqual(palabrasDe('Xóchitl Ñúñez', 'CT-0001'), ['xochitl', 'nunez', 'ct', '0001', 'ct0001'])
  assert.deepEqual(palabrasDe('NIT 800.197.268-4').at(-1), '8001972684')
  assert.deepEqual(palabrasDe('', ' · '), [])
})

test('una palabra enorme se recorta igual al guardar y al buscar', () => {
  const enorme = 'a'.repeat(500)
  assert.equal(consultaDe(enorme), `'${palabrasDe(enorme)[0]}':*`)
})

test('lo que se escribe busca por prefijos, todos a la vez', () => {
  assert.equal(consultaDe('Alto  ándi'), `'alto':* & 'andi':*`)
  assert.equal(consultaDe('CT-00'), `('ct00':* | ('ct':* & '00':*))`)
})

test('lo que no tiene letras ni cifras no busca nada, y las comillas no rompen la consulta', () => {
  assert.equal(consultaDe(` '"&|!():* \\ `), null)
  assert.equal(consultaDe(`o'neil`), `('oneil':* | ('o':* & 'neil':*))`)
})

test('un título se ordena sin tildes, en minúsculas y con un solo espacio', () => {
  assert.equal(ordenDe('  Bodega   3 Ácopi '), 'bodega 3 acopi')
})
