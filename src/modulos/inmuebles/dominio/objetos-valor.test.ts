import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { area, pais } from './objetos-valor.ts'

const con = (codigo: string, puntero: string) => (e: unknown) =>
  e instanceof ErrorDominio && e.codigo === codigo && e.faltas[0]?.puntero === puntero

test('un área es un decimal positivo exacto, sin ceros de sobra', () => {
  assert.equal(area('85'), '85')
  assert.equal(area('62.50'), '62.5')
  assert.equal(area('1200.00'), '1200')
  assert.equal(area('0.01'), '0.01')
  assert.equal(area('99999999.99'), '99999999.99')
})

test('un área que no es eso se rechaza, sin redondear', () => {
  const malas = [
    '',
    '0',
    '0.00',
    '-1',
    '1.234',
    '1,5',
    '1.200,5',
    '085',
    '.5',
    '5.',
    '1e3',
    'NaN',
    ' 5',
    '123456789',
    '5\n',
  ]
  for (const mala of malas)
    assert.throws(() => area(mala), con('AreaInvalida', '/area_m2'), JSON.stringify(mala))
})

test('leer dos veces un área es leerla una', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), (centesimas) => {
      const una = area((centesimas / 100).toFixed(2))
      return area(una) === una && Math.round(Number(una) * 100) === centesimas
    }),
  )
})

test('un país es uno de ISO 3166-1', () => {
  for (const codigo of ['CO', 'PA', 'CL', 'MX', 'ES']) assert.equal(pais(codigo), codigo)
  for (const codigo of ['co', 'ZZ', 'EU', 'COL', '', 'C0'])
    assert.throws(() => pais(codigo), con('PeticionInvalida', '/pais'))
})
