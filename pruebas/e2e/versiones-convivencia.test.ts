import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VERSIONES } from '../fallas/guion-versiones.ts'

// Una llegada; la campaña (`npm run fallas`) tiene las dos versiones dos minutos juntas.
test('la versión siguiente migra y convive con la de ahora, con carga: nada se pierde ni cuenta dos veces', async (t) => {
  const { violaciones, aceptados, nota = '' } = await VERSIONES.correr(1, () => {})
  t.diagnostic(`${aceptados} aceptadas; ${nota}`)
  assert.deepEqual(violaciones.slice(0, 10), [])
  assert.ok(aceptados > 50, `apenas hubo carga: ${aceptados}`)
})
