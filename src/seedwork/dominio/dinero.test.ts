import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aplicarPorcentaje, aTexto, decimal, deMinimo, dinero, ESCALAS, type Moneda } from './dinero.ts'

const codigo = (esperado: string) => (error: unknown) => (error as { codigo?: string }).codigo === esperado

test('un monto se guarda en unidades mínimas con la escala de la casa', () => {
  assert.deepEqual(dinero('1500000', 'COP'), { minimo: 1_500_000n, moneda: 'COP', escala: 0 })
  assert.deepEqual(dinero('5922.5', 'USD'), { minimo: 592_250n, moneda: 'USD', escala: 2 })
  assert.deepEqual(dinero('0.0001', 'CLF'), { minimo: 1n, moneda: 'CLF', escala: 4 })
  assert.equal(aTexto(dinero('5922.5', 'USD')), '5922.50')
})

test('más decimales que la escala se rechazan, no se redondean', () => {
  for (const [monto, moneda] of [
    ['1500000.5', 'COP'],
    ['1500000.00', 'COP'],
    ['1.500.000,50', 'COP'],
    ['1.500', 'USD'],
    ['1.00001', 'CLF'],
  ] as const)
    assert.throws(() => dinero(monto, moneda), codigo('PrecisionExcedida'), monto)
})

test('lo que no es un decimal positivo se rechaza', () => {
  const malos = [
    '1.500.000',
    '1,500,000',
    '-1',
    '0',
    '',
    ' 1',
    '1e9',
    'NaN',
    'Infinity',
    '0x10',
    '+1',
    '01',
    '.5',
    '1.',
    '١',
  ]
  for (const monto of malos) assert.throws(() => dinero(monto, 'COP'), codigo('MontoInvalido'), monto)
  assert.throws(() => dinero('0.00', 'USD'), codigo('MontoInvalido'))
  assert.throws(() => dinero('1.500.000,50', 'USD'), codigo('MontoInvalido'))
})

test('caben 18 dígitos, más allá de 2^53, y ni uno más', () => {
  assert.equal(aTexto(dinero('999999999999999999', 'COP')), '999999999999999999')
  assert.equal(aTexto(dinero('9007199254740993', 'COP')), '9007199254740993')
  assert.throws(() => dinero('1000000000000000000', 'COP'), codigo('MontoInvalido'))
  assert.throws(() => dinero('9'.repeat(100_000), 'COP'), codigo('MontoInvalido'))
})

test('una moneda que la casa no maneja se rechaza, también los nombres heredados de Object', () => {
  for (const m of ['XYZ', 'cop', '', 'toString', '__proto__'])
    assert.throws(() => dinero('1', m), codigo('MonedaNoSoportada'), m)
})

test('el porcentaje se aplica en enteros y redondea la mitad hacia arriba', () => {
  const con = (monto: string, m: string, pb: number) => aTexto(aplicarPorcentaje(dinero(monto, m), pb))
  assert.equal(con('12345678', 'COP', 520), '12987653')
  assert.equal(con('5922.50', 'USD', 300), '6100.18')
  assert.equal(con('9.00', 'USD', 450), '9.41')
  assert.equal(con('100', 'COP', 0), '100')
})

test('un aumento que no cabe falla', () => {
  assert.throws(() => aplicarPorcentaje(dinero('999999999999999999', 'COP'), 1), codigo('MontoInvalido'))
  assert.throws(() => aplicarPorcentaje(dinero('1', 'COP'), -10_000), codigo('MontoInvalido'))
})

const monedas = fc.constantFrom(...(Object.keys(ESCALAS) as Moneda[]))
const minimos = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n })

test('propiedad: leer lo escrito devuelve lo mismo', () => {
  fc.assert(
    fc.property(minimos, monedas, (minimo, m) => {
      assert.deepEqual(dinero(aTexto(deMinimo(minimo, m)), m), deMinimo(minimo, m))
    }),
  )
})

test('propiedad: el redondeo nunca se aparta más de media unidad', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 16n }), fc.integer({ min: 0, max: 5_000 }), (minimo, pb) => {
      const nuevo = aplicarPorcentaje(deMinimo(minimo, 'USD'), pb).minimo
      const exacto = minimo * (10_000n + BigInt(pb))
      const distancia = nuevo * 10_000n - exacto
      assert.ok(distancia > -5_000n && distancia <= 5_000n)
    }),
  )
})

test('una suma negativa también se escribe bien', () => {
  assert.equal(decimal(-5n, 2), '-0.05')
  assert.equal(decimal(0n, 2), '0.00')
})
