import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Memoria } from './memoria.ts'

const fila = (id: string, version = 1) => ({ id, version, estado: {} })
const llenar = (memoria: Memoria, cuantas: number, prefijo: string): void => {
  for (let i = 0; i < cuantas; i++) memoria.recordar(`${prefijo}:${i}`, fila(String(i)))
}

test('recuerda lo último de cada agregado', () => {
  const memoria = new Memoria()
  memoria.recordar('a:1', fila('1'))
  memoria.recordar('a:1', fila('1', 2))
  assert.equal(memoria.consultar('a:1')?.version, 2)
  assert.equal(memoria.consultar('a:2'), undefined)
})

test('con la memoria llena se olvida lo que nadie usa y queda lo que se vuelve a recordar', () => {
  const memoria = new Memoria()
  memoria.recordar('a:ociosa', fila('ociosa'))
  for (let vuelta = 0; vuelta < 4; vuelta++) {
    memoria.recordar('a:usada', fila('usada', vuelta))
    llenar(memoria, 2_000, `v${vuelta}`)
  }
  assert.equal(memoria.consultar('a:ociosa'), undefined)
  assert.equal(memoria.consultar('a:usada')?.version, 3)
})

test('lo olvidado no vuelve, ni de antes de llenarse', () => {
  const memoria = new Memoria()
  memoria.recordar('a:1', fila('1'))
  llenar(memoria, 2_500, 'b')
  memoria.recordar('a:1', fila('1', 2))
  memoria.olvidar(['a:1'])
  assert.equal(memoria.consultar('a:1'), undefined)
  memoria.vaciar()
  assert.equal(memoria.consultar('b:0'), undefined)
})
