import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dado, hechos } from '#pruebas/apoyo/contratos.ts'
import { type FechaCivil, hoyEn, type Zona, zona } from '#seedwork/dominio/fecha.ts'
import type { Contrato } from './contrato.ts'
import { diasRestantes, finEfectiva, vigencia } from './vigencia.ts'

const d = (fecha: string) => fecha as FechaCivil
const contrato = (inicio: string, fin: string) => dado(hechos.firmado({ fechaInicio: inicio, fechaFin: fin }))
const terminado = (inicio: string, fin: string, fecha: string): Contrato => {
  const base = contrato(inicio, fin) as Extract<Contrato, { estado: 'Firmado' }>
  const terminacion = { fecha: d(fecha), motivo: 'x', penalidad: null, en: base.creadoEn }
  return { ...base, estado: 'Terminado', procesadoEn: null, terminacion }
}

test('bordes de la vigencia, con los dos extremos incluidos', () => {
  const c = contrato('2027-01-01', '2027-12-31')
  const esperado: [string, string, number][] = [
    ['2026-12-31', 'Futura', 365],
    ['2027-01-01', 'Vigente', 364],
    ['2027-10-01', 'Vigente', 91],
    ['2027-10-02', 'PorVencer', 90],
    ['2027-12-31', 'PorVencer', 0],
    ['2028-01-01', 'Finalizada', 0],
  ]
  for (const [hoy, situacion, dias] of esperado) {
    assert.equal(vigencia(c, d(hoy)), situacion, hoy)
    assert.equal(diasRestantes(c, d(hoy)), dias, hoy)
  }
})

test('caso límite 4: un contrato de un día', () => {
  const c = contrato('2027-03-01', '2027-03-01')
  assert.equal(vigencia(c, d('2027-02-28')), 'Futura')
  assert.equal(vigencia(c, d('2027-03-01')), 'PorVencer')
  assert.equal(vigencia(c, d('2027-03-02')), 'Finalizada')
})

test('caso límite 6: de hoy al mismo día del año que viene, menos uno, son 364 días restantes', () => {
  assert.equal(diasRestantes(contrato('2027-01-01', '2027-12-31'), d('2027-01-01')), 364)
})

test('lo que no llegó a obligar no tiene vigencia', () => {
  assert.equal(vigencia(dado(hechos.pendiente()), d('2027-06-01')), null)
  assert.equal(diasRestantes(dado(hechos.pendiente()), d('2027-06-01')), null)
})

test('una terminación adelanta el fin; un desistido está finalizado aun antes de empezar', () => {
  const c = terminado('2023-09-01', '2026-08-31', '2026-03-31')
  assert.equal(finEfectiva(c), '2026-03-31')
  assert.equal(vigencia(c, d('2026-03-31')), 'PorVencer')
  assert.equal(vigencia(c, d('2026-04-01')), 'Finalizada')
  const desistido = terminado('2027-01-01', '2027-12-31', '2026-12-31')
  assert.equal(vigencia(desistido, d('2026-11-01')), 'Finalizada')
  assert.equal(diasRestantes(desistido, d('2026-11-01')), 0)
})

test('caso límite 7: a las 23:30 de Bogotá vence hoy, aunque en UTC y en el servidor ya sea mañana', () => {
  const c = contrato('2026-01-01', '2026-12-01')
  const momento = Temporal.Instant.from('2026-12-01T23:30:00-05:00')
  const en = (z: Zona) => vigencia(c, hoyEn(z, momento))
  assert.equal(en(c.zona), 'PorVencer')
  assert.equal(en(zona('UTC')), 'Finalizada')
  assert.equal(en(zona('Pacific/Kiritimati')), 'Finalizada')
  assert.equal(en(zona('Etc/GMT+12')), 'PorVencer')
})

test('caso límite 7: en el cambio de hora de Santiago cuentan los días, no las horas', () => {
  const c = { ...contrato('2026-01-01', '2026-09-06'), zona: zona('America/Santiago') } as Contrato
  const en = (hora: string) => diasRestantes(c, hoyEn(c.zona, Temporal.Instant.from(hora)))
  assert.equal(en('2026-09-05T23:59:59-04:00'), 1)
  assert.equal(en('2026-09-06T01:00:00-03:00'), 0)
})
