import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faltaParaLasOcho, ochoDelDia } from './horario.ts'
import { recordatorioDe } from './reservas.ts'
import { conDesde, enDia } from './series.ts'

const instante = (texto: string) => Temporal.Instant.from(texto)

test('las 08:00 de un día son las de la zona, con el horario de ese día', () => {
  assert.equal(ochoDelDia('2026-12-01', 'America/Bogota').toString(), '2026-12-01T13:00:00Z')
  assert.equal(ochoDelDia('2026-06-01', 'America/Santiago').toString(), '2026-06-01T12:00:00Z')
  assert.equal(ochoDelDia('2026-12-01', 'America/Santiago').toString(), '2026-12-01T11:00:00Z')
})

test('de madrugada se espera a las 08:00 del día en que se causó; después, nada', () => {
  const falta = (causado: string, ahora = causado) =>
    faltaParaLasOcho(instante(causado), instante(ahora), 'America/Bogota')
  assert.equal(falta('2026-12-01T12:59:00Z'), 60_000)
  assert.equal(falta('2026-12-01T13:00:00Z'), 0)
  assert.equal(falta('2026-12-01T22:00:00Z'), 0)
  // A las 23:30 de Bogotá ya es mañana en UTC: el día es el de allá.
  assert.equal(falta('2026-12-02T04:30:00Z'), 0)
  assert.equal(falta('2026-12-02T05:30:00Z'), 7.5 * 3_600_000)
  assert.equal(falta('2026-12-01T10:00:00Z', '2026-12-03T10:00:00Z'), 0, 'causado hace días, sale ya')
})

test('que una reserva expira se recuerda doce horas antes, si nació con más plazo que ése', () => {
  const HORA = 3_600_000
  assert.equal(recordatorioDe({ desde: 0, expiraEn: 24 * HORA }), 12 * HORA)
  assert.equal(recordatorioDe({ desde: 0, expiraEn: 12 * HORA + 1 }), 1)
  assert.equal(recordatorioDe({ desde: 0, expiraEn: 12 * HORA }), null)
  assert.equal(recordatorioDe({ desde: 0, expiraEn: HORA }), null)
})

const serie = [
  { desde: '2027-02-01', valor: 'a' },
  { desde: '2028-02-01', valor: 'b' },
]

test('un valor rige desde su día hasta el siguiente; antes del primero, el primero', () => {
  const dias = ['2026-01-01', '2027-02-01', '2028-01-31', '2028-02-01', '2031-01-01']
  assert.deepEqual(
    dias.map((dia) => enDia(serie, dia)),
    ['a', 'a', 'a', 'b', 'b'],
  )
  assert.equal(enDia([], '2027-02-01'), '')
})

test('un valor nuevo entra en su lugar, y reemplaza al que empezaba ese mismo día', () => {
  const valores = (desde: string) =>
    conDesde(serie, { desde, valor: 'x' }).map((s) => `${s.desde} ${s.valor}`)
  assert.deepEqual(valores('2027-06-01'), ['2027-02-01 a', '2027-06-01 x', '2028-02-01 b'])
  assert.deepEqual(valores('2028-02-01'), ['2027-02-01 a', '2028-02-01 x'])
  assert.deepEqual(valores('2026-01-01'), ['2026-01-01 x', '2027-02-01 a', '2028-02-01 b'])
})
