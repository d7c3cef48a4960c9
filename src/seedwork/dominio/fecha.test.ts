import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  aniversario,
  diasEntre,
  diasInclusivos,
  type FechaCivil,
  fechaCivil,
  finPropuesta,
  hoyEn,
  menor,
  pasaDe,
  sumarDias,
  sumarMeses,
  zona,
} from './fecha.ts'

const codigo = (esperado: string) => (error: unknown) => (error as { codigo?: string }).codigo === esperado
const f = (texto: string) => fechaCivil(texto)

test('una fecha que no existe o lleva hora se rechaza', () => {
  const malas = [
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-1-01',
    '2026-01-01T00:00:00Z',
    '01/02/2026',
    '',
    '1899-12-31',
  ]
  for (const mala of malas) assert.throws(() => f(mala), codigo('FechaInvalida'), mala)
  assert.equal(f('2024-02-29'), '2024-02-29')
})

test('finPropuesta: vectores del dominio', () => {
  const vectores: [string, number, string][] = [
    ['2026-01-01', 12, '2026-12-31'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-01-31', 12, '2027-01-30'],
    ['2026-03-01', 24, '2028-02-29'],
    ['2023-08-30', 6, '2024-02-29'],
    ['2024-03-31', 1, '2024-04-30'],
  ]
  for (const [inicio, meses, fin] of vectores) assert.equal(finPropuesta(f(inicio), meses), fin)
})

test('los aniversarios se cuentan desde el ancla y no derivan', () => {
  const ancla = f('2024-02-29')
  const anios = [1, 2, 3, 4].map((n) => aniversario(ancla, n))
  assert.deepEqual(anios, ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'])
  assert.equal(sumarMeses(f('2026-01-31'), 1), '2026-02-28')
  assert.equal(sumarMeses(f('2026-01-31'), 2), '2026-03-31')
})

test('un año son 365 días con los extremos incluidos', () => {
  assert.equal(diasInclusivos(f('2026-01-01'), f('2026-12-31')), 365)
  assert.equal(diasInclusivos(f('2026-01-01'), f('2026-01-01')), 1)
  assert.equal(diasEntre(f('2026-01-02'), f('2026-01-01')), -1)
})

test('a las 23:30 de Bogotá aún es hoy allí aunque en UTC sea mañana', () => {
  const momento = Temporal.Instant.from('2026-12-01T23:30:00-05:00')
  assert.equal(hoyEn(zona('America/Bogota'), momento), '2026-12-01')
  assert.equal(hoyEn(zona('UTC'), momento), '2026-12-02')
  assert.equal(hoyEn(zona('Pacific/Kiritimati'), momento), '2026-12-02')
})

test('el cambio de hora de Santiago no mueve los días', () => {
  const z = zona('America/Santiago')
  // El 2026-09-06 el día tiene 23 horas; el 2026-04-04, 25.
  assert.equal(hoyEn(z, Temporal.Instant.from('2026-09-06T03:59:59Z')), '2026-09-05')
  assert.equal(hoyEn(z, Temporal.Instant.from('2026-09-06T04:00:00Z')), '2026-09-06')
  assert.equal(diasEntre(f('2026-09-05'), f('2026-09-07')), 2)
})

test('una zona lleva las mayúsculas de la base y un desfase no es una zona', () => {
  assert.equal(zona('america/bogota'), 'America/Bogota')
  for (const mala of ['+05:00', 'America/Macondo', '', 'UTC[u-ca=iso8601]', '../etc'])
    assert.throws(() => zona(mala), codigo('ZonaInvalida'), mala)
})

const fechas = fc
  .date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2900-01-01T00:00:00Z'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10) as FechaCivil)

test('propiedad: sumar los días que hay entre dos fechas lleva de una a otra', () => {
  fc.assert(fc.property(fechas, fechas, (a, b) => assert.equal(sumarDias(a, diasEntre(a, b)), b)))
})

test('propiedad: el orden de los textos es el de los días', () => {
  fc.assert(
    fc.property(fechas, fechas, (a, b) => {
      assert.equal(Math.sign(diasEntre(a, b)), a < b ? 1 : a > b ? -1 : 0)
      assert.equal(menor(a, b), diasEntre(a, b) >= 0 ? a : b)
    }),
  )
})

test('propiedad: plazos seguidos propuestos no se solapan', () => {
  fc.assert(
    fc.property(fechas, fc.integer({ min: 1, max: 600 }), (inicio, meses) => {
      const fin = finPropuesta(inicio, meses)
      assert.ok(fin >= inicio && fin <= sumarMeses(inicio, meses))
    }),
  )
})

test('propiedad: una fecha se lee si y sólo si el calendario la tiene', () => {
  const numero = (max: number, ancho: number) =>
    fc.integer({ min: 0, max }).map((n) => String(n).padStart(ancho, '0'))
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2899 }), numero(14, 2), numero(33, 2), (anio, mes, dia) => {
      const texto = `${anio}-${mes}-${dia}`
      const hay = (leer: () => unknown) => {
        try {
          leer()
          return true
        } catch {
          return false
        }
      }
      assert.equal(
        hay(() => f(texto)),
        hay(() => Temporal.PlainDate.from(texto, { overflow: 'reject' })),
        texto,
      )
    }),
    { numRuns: 1_000 },
  )
})

test('un plazo justo no pasa; un día más, sí', () => {
  const plazo = (inicio: string, fin: string) => ({ inicio: f(inicio), fin: f(fin) })
  assert.equal(pasaDe(10, plazo('2026-01-01', '2035-12-31')), false)
  assert.equal(pasaDe(10, plazo('2026-01-01', '2036-01-01')), true)
  assert.equal(pasaDe(1, plazo('2024-02-29', '2025-02-28')), false)
  assert.equal(pasaDe(1, plazo('2024-02-29', '2025-03-01')), true)
})
