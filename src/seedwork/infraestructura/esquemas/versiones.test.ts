import assert from 'node:assert/strict'
import test from 'node:test'
import { enVersiones, sobra, versionPara } from './versiones.ts'

const evento = (versionEsquema: number) => ({ topico: 'eventos-x', tipo: 'X', versionEsquema, datos: {} })
const escritas = [evento(1), evento(2), evento(3)] as const
const salidas = (plan: Readonly<Record<string, readonly number[]>>) =>
  enVersiones(plan, [...escritas]).map((e) => [e.versionEsquema, e.versiones])

test('sin plan sale la menor: el cambio no ha empezado', () => {
  assert.deepEqual(salidas({}), [[1, undefined]])
  assert.deepEqual(salidas({ Otro: [1, 2] }), [[1, undefined]])
})

test('con plan salen las pedidas, de la menor a la mayor, y cada una dice cuáles son', () => {
  assert.deepEqual(salidas({ X: [1, 2] }), [
    [1, [1, 2]],
    [2, [1, 2]],
  ])
  assert.deepEqual(salidas({ X: [3] }), [[3, undefined]], 'una sola no tiene a quién nombrar')
})

test('a cada lector le toca la mayor que entiende, y las demás le sobran', () => {
  const versiones = [1, 3]
  const dos = versiones.map((versionEsquema) => ({ versionEsquema, versiones }))
  assert.deepEqual(
    [1, 2, 3, 4].map((lee) => versionPara(dos[0]!, lee)),
    [1, 1, 3, 3],
  )
  assert.deepEqual(
    [1, 2, 3, 4].map((lee) => dos.filter((m) => !sobra(m, lee)).map((m) => m.versionEsquema)),
    [[1], [1], [3], [3]],
  )
})

test('a quien no llega a ninguna no le sobra nada: le falta', () => {
  const solo = { versionEsquema: 2 }
  assert.equal(versionPara(solo, 1), undefined)
  assert.equal(sobra(solo, 1), false)
})
