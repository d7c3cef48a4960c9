import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ESCALAS } from '#seedwork/dominio/dinero.ts'
import { type FechaCivil, finPropuesta } from '#seedwork/dominio/fecha.ts'
import { diasDe, esFecha, finPropuesto } from '../../src/ui/pagina/nucleo/fechas.ts'
import { escribirMonto, leerMonto, MONEDAS } from '../../src/ui/pagina/nucleo/montos.ts'

/** Lo que la página entiende de lo que se escribe en sus formularios. */

test('el dinero se lee como se escribe en cada idioma, exacto y sin redondear', () => {
  for (const [texto, moneda, idioma, leido] of [
    ['1.500.000', 'COP', 'es', '1500000'],
    ['1,500,000', 'COP', 'en', '1500000'],
    ['1500000', 'COP', 'es', '1500000'],
    ['$ 3.200,50', 'USD', 'es', '3200.50'],
    ['3,200.5', 'USD', 'en', '3200.50'],
    ['123.456.789.012.345,67', 'USD', 'es', '123456789012345.67'],
    ['1.500.000,00', 'COP', 'es', '1500000'],
    ['007', 'COP', 'es', '7'],
  ] as const)
    assert.equal(leerMonto(texto, moneda, idioma), leido, texto)
})

test('lo ambiguo, lo que no cabe y lo que no es dinero no se adivina', () => {
  for (const [texto, moneda, idioma] of [
    ['1.500.000,50', 'COP', 'es'],
    ['3.200,505', 'USD', 'es'],
    ['1,500', 'USD', 'es'],
    ['1.50', 'USD', 'es'],
    ['15.0000', 'COP', 'es'],
    ['1.500', 'USD', 'en'],
    ['1e9', 'COP', 'es'],
    ['-5', 'COP', 'es'],
    ['NaN', 'COP', 'es'],
    ['', 'COP', 'es'],
    ['5,', 'USD', 'es'],
  ] as const)
    assert.equal(leerMonto(texto, moneda, idioma), null, texto)
})

test('las monedas y sus decimales son los de la casa', () => {
  assert.deepEqual(
    Object.fromEntries(Object.entries(MONEDAS).sort()),
    Object.fromEntries(Object.entries(ESCALAS).sort()),
  )
})

test('lo que se escribe para editar se vuelve a leer igual', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 16n }),
      fc.constantFrom('COP', 'USD', 'CLF'),
      fc.constantFrom('es' as const, 'en' as const),
      (minimo, moneda, idioma) => {
        const escala = MONEDAS[moneda as keyof typeof MONEDAS]
        const cifras = minimo.toString().padStart(escala + 1, '0')
        const entero = cifras.slice(0, cifras.length - escala)
        const decimales = cifras.slice(cifras.length - escala)
        const escrito = /^0*$/.test(decimales) ? entero : `${entero}.${decimales}`
        assert.equal(leerMonto(escribirMonto(escrito, idioma), moneda, idioma), escrito)
      },
    ),
  )
})

test('el fin que la página propone es el del dominio', () => {
  const fecha = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10))
  fc.assert(
    fc.property(fecha, fc.integer({ min: 1, max: 600 }), (inicio, meses) => {
      assert.equal(finPropuesto(inicio, meses), finPropuesta(inicio as FechaCivil, meses))
    }),
  )
  assert.equal(finPropuesto('2024-02-29', 12), '2025-02-28')
  assert.equal(diasDe('2024-02-01', '2024-02-29'), 29)
  assert.equal(esFecha('2026-02-30'), false)
})
