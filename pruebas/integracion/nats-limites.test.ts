import assert from 'node:assert/strict'
import { test } from 'node:test'
import { natsServer } from '../apoyo/nats.ts'
import { LIMITES } from '../fallas/guion-limites.ts'

for (const { nombre, correr } of LIMITES)
  test(`${nombre}: se dice, y no se pierde ni se repite nada`, { skip: natsServer.saltar }, async (t) => {
    const { violaciones, nota = '' } = await correr(1, () => {})
    if (nota) t.diagnostic(nota)
    assert.deepEqual(violaciones.slice(0, 10), [])
  })
