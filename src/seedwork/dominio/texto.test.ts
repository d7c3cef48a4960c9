import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ErrorDominio } from './errores.ts'
import { buscado, sinTildes, textoDeUnaLinea, textoDeVariasLineas } from './texto.ts'

const rechazado = (detalle: RegExp) => (e: unknown) =>
  e instanceof ErrorDominio &&
  e.codigo === 'PeticionInvalida' &&
  e.faltas.length === 1 &&
  e.faltas[0]?.puntero === '/nombre' &&
  detalle.test(e.faltas[0].detalle)

test('un texto de una línea queda en NFC y sin espacios en los bordes', () => {
  assert.equal(textoDeUnaLinea('nombre', '  Cafe\u0301 Páramo ', { max: 20 }), 'Café Páramo')
})

test('el largo se cuenta en puntos de código, después de normalizar', () => {
  assert.equal(textoDeUnaLinea('nombre', '🏢🏢', { max: 2 }), '🏢🏢')
  assert.equal(textoDeUnaLinea('nombre', 'e\u0301'.repeat(3), { max: 3 }), 'ééé')
  assert.throws(() => textoDeUnaLinea('nombre', 'abcd', { max: 3 }), rechazado(/más de 3/))
  assert.throws(() => textoDeUnaLinea('nombre', 'x'.repeat(1_000_000), { max: 200 }), rechazado(/más de 200/))
  assert.throws(() => textoDeUnaLinea('nombre', 'ab', { min: 3, max: 5 }), rechazado(/menos de 3/))
})

test('un texto de una línea rechaza lo que no se guarda, no se ve o engaña', () => {
  const casos: [string, RegExp][] = [
    ['', /vacío/],
    [' \u00A0 ', /vacío/],
    ['a\u0000b', /control/],
    ['a\r\nBcc: x', /control/],
    ['a\tb', /control/],
    ['a\u0085b', /control/],
    ['a\u2028b', /control/],
    ['a\uD800b', /a medias/],
    ['abc\u202Efdp', /orden de lectura/],
    ['a\u2066b', /orden de lectura/],
    ['a\u200Bb', /invisibles/],
  ]
  for (const [valor, detalle] of casos)
    assert.throws(
      () => textoDeUnaLinea('nombre', valor, { max: 200 }),
      rechazado(detalle),
      JSON.stringify(valor),
    )
})

test('un texto de varias líneas conserva los saltos y rechaza los demás controles', () => {
  assert.equal(textoDeVariasLineas('nombre', 'uno\r\ndos\n\ttres\n', { max: 50 }), 'uno\ndos\n\ttres')
  assert.throws(() => textoDeVariasLineas('nombre', 'a\rb', { max: 50 }), rechazado(/control/))
  assert.throws(() => textoDeVariasLineas('nombre', 'a\u0000b', { max: 50 }), rechazado(/control/))
})

test('normalizar dos veces es normalizar una, y ningún texto produce otra cosa que su error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (valor) => {
      try {
        const una = textoDeUnaLinea('nombre', valor, { max: 40 })
        assert.equal(textoDeUnaLinea('nombre', una, { max: 40 }), una)
      } catch (e) {
        assert.ok(e instanceof ErrorDominio, String(e))
      }
    }),
  )
})

test('sin tildes se comparan nombres escritos de varias maneras', () => {
  assert.equal(sinTildes('Despacho Xóchitl ÑÚÑEZ'), 'despacho xochitl nunez')
  assert.equal(sinTildes('Bogota\u0301'), sinTildes('BOGOTÁ'))
})

test('un documento con sus puntos se busca como se guarda; lo demás, como se escribió', () => {
  assert.deepEqual(['999.001.003-1', '999.001.003', '1.000.000.001'].map(buscado), [
    '999001003-1',
    '999001003',
    '1000000001',
  ])
  for (const otro of ['Av. 68', '3.1416', '99.0', 'S.A.S.', '1.000 m', '999001003-1'])
    assert.equal(buscado(otro), otro)
})
