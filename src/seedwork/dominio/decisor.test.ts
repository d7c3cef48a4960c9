import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plegar } from './decisor.ts'
import { enMs, instante, instanteDeMs } from './instante.ts'

test('plegar aplica los hechos en orden', () => {
  const sumar = plegar((total: string, e: { tipo: string }) => total + e.tipo)
  assert.equal(sumar('', [{ tipo: 'a' }, { tipo: 'b' }]), 'ab')
})

test('un instante se escribe en UTC con milisegundos y vuelve igual', () => {
  const texto = instante(Temporal.Instant.from('2026-12-01T12:00:00.1239-05:00'))
  assert.equal(texto, '2026-12-01T17:00:00.123Z')
  assert.equal(instanteDeMs(enMs(texto)), texto)
})
