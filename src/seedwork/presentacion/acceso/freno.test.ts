import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { crearFreno, direccionDe } from './freno.ts'

test('deja pasar la ráfaga y dice cuánto falta para la siguiente', () => {
  const freno = crearFreno({ porSegundo: 0.001, rafaga: 3 })
  assert.deepEqual(
    [1, 2, 3].map(() => freno.tomar('a')),
    [0, 0, 0],
  )
  const espera = freno.tomar('a')
  assert.ok(espera > 900 && espera <= 1_000, String(espera))
  assert.ok(freno.falta('a') > 900)
})

test('cada llave tiene su cubo, y mirar no gasta', () => {
  const freno = crearFreno({ porSegundo: 0.001, rafaga: 1 })
  assert.equal(freno.falta('a'), 0)
  assert.equal(freno.tomar('a'), 0)
  assert.equal(freno.tomar('b'), 0)
  assert.ok(freno.tomar('a') > 0)
})

test('la memoria está acotada: un millón de direcciones no crece sin fin y ninguna se cuela', () => {
  const freno = crearFreno({ porSegundo: 0.001, rafaga: 1, maximo: 100 })
  for (let i = 0; i < 1_000; i++) assert.equal(freno.tomar(`d${i}`), 0)
  assert.ok(freno.tomar('d999') > 0, 'la última sigue frenada')
})

const peticion = (reenviado?: string) =>
  ({
    socket: { remoteAddress: '10.0.0.9' },
    headers: reenviado === undefined ? {} : { 'x-forwarded-for': reenviado },
  }) as unknown as IncomingMessage

test('X-Forwarded-For sólo vale contando desde los intermediarios de confianza', () => {
  assert.equal(direccionDe(peticion('1.1.1.1'), 0), '10.0.0.9')
  assert.equal(direccionDe(peticion('6.6.6.6, 1.1.1.1'), 1), '1.1.1.1')
  assert.equal(direccionDe(peticion('6.6.6.6, 1.1.1.1, 10.0.0.1'), 2), '1.1.1.1')
  assert.equal(direccionDe(peticion('1.1.1.1'), 3), '10.0.0.9')
  assert.equal(direccionDe(peticion(), 1), '10.0.0.9')
})
