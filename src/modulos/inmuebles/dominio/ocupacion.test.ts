import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'
import { lineaDeOcupacion, type Ocupacion, ocupacionEl, solapan, vacia, viva } from './ocupacion.ts'

const rango = (desde: string, hasta: string) => ({ desde: fechaCivil(desde), hasta: fechaCivil(hasta) })
const ocupacion = (n: number, desde: string, hasta: string): Ocupacion => ({
  idContrato: `c${n}`,
  numero: `CT-000${n}`,
  ...rango(desde, hasta),
})

test('los extremos cuentan: el mismo día de fin e inicio es solape y el siguiente no', () => {
  const a = rango('2024-02-01', '2027-01-31')
  assert.equal(solapan(a, rango('2027-01-31', '2028-01-30')), true)
  assert.equal(solapan(a, rango('2027-02-01', '2028-01-31')), false)
  assert.equal(solapan(a, rango('2023-01-01', '2024-01-31')), false)
  assert.equal(solapan(a, rango('2025-05-05', '2025-05-05')), true)
})

test('una ocupación vacía no solapa con nada, ni consigo misma', () => {
  const desistida = rango('2026-05-01', '2026-04-30')
  assert.equal(vacia(desistida), true)
  assert.equal(solapan(desistida, rango('2020-01-01', '2030-01-01')), false)
  assert.equal(solapan(desistida, desistida), false)
  assert.equal(viva(desistida, fechaCivil('2020-01-01')), false)
})

test('solapan si y sólo si hay algún día en los dos', () => {
  const dia = fc.integer({ min: 0, max: 40 }).map((n) => sumarDias(fechaCivil('2026-01-01'), n))
  const par = fc.tuple(dia, dia).map(([desde, hasta]) => ({ desde, hasta }))
  fc.assert(
    fc.property(par, par, (a, b) => {
      const dias = Array.from({ length: 41 }, (_, n) => sumarDias(fechaCivil('2026-01-01'), n))
      const tiene = (r: typeof a, d: string) => r.desde <= d && d <= r.hasta
      return solapan(a, b) === dias.some((d) => tiene(a, d) && tiene(b, d)) && solapan(a, b) === solapan(b, a)
    }),
  )
})

test('una ocupación sigue viva su último día, y antes de empezar', () => {
  const o = rango('2026-01-01', '2026-12-31')
  assert.equal(viva(o, fechaCivil('2026-12-31')), true)
  assert.equal(viva(o, fechaCivil('2027-01-01')), false)
  assert.equal(viva(o, fechaCivil('2025-06-01')), true)
})

test('la línea de ocupación muestra contratos, huecos y el próximo día libre', () => {
  const ocupaciones = [
    ocupacion(9, '2026-04-15', '2029-04-14'),
    ocupacion(8, '2023-09-01', '2026-03-31'),
    ocupacion(7, '2020-01-01', '2019-12-31'),
  ]
  const linea = lineaDeOcupacion(ocupaciones, fechaCivil('2026-04-10'))
  assert.equal(linea.ocupado, false)
  assert.equal(linea.proxima_disponibilidad, '2026-04-10')
  assert.deepEqual(
    linea.tramos.map((t) => [t.numero, t.desde, t.hasta, t.dias]),
    [
      ['CT-0008', '2023-09-01', '2026-03-31', 943],
      [null, '2026-04-01', '2026-04-14', 14],
      ['CT-0009', '2026-04-15', '2029-04-14', 1096],
      [null, '2029-04-15', null, null],
    ],
  )
})

test('la próxima disponibilidad salta contratos contiguos', () => {
  const ocupaciones = [ocupacion(3, '2025-01-01', '2026-12-31'), ocupacion(4, '2027-01-01', '2028-12-31')]
  const linea = lineaDeOcupacion(ocupaciones, fechaCivil('2026-12-01'))
  assert.equal(linea.ocupado, true)
  assert.equal(linea.proxima_disponibilidad, '2029-01-01')
  assert.equal(linea.tramos.length, 3)
  assert.equal(ocupacionEl(ocupaciones, fechaCivil('2027-01-01'))?.numero, 'CT-0004')
})

test('sin contratos está libre siempre', () => {
  const linea = lineaDeOcupacion([], fechaCivil('2026-12-01'))
  assert.equal(linea.proxima_disponibilidad, '2026-12-01')
  assert.deepEqual(linea.tramos, [
    { ocupado: false, id_contrato: null, numero: null, desde: null, hasta: null, dias: null },
  ])
})
