import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DETENIDO } from '../fallas/guion-detenido.ts'

test('un lector detenido mucho rato no estorba a los demás, se ve de lejos y alcanza lo que dejó', async (t) => {
  const { violaciones, aceptados, nota = '' } = await DETENIDO.correr(1, () => {})
  t.diagnostic(`${aceptados} aceptadas; ${nota}`)
  assert.deepEqual(violaciones.slice(0, 10), [])
  assert.ok(aceptados > 100, `apenas hubo carga: ${aceptados}`)
})
