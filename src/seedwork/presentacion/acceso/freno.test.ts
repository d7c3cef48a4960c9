import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
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

/** Un reloj que se mueve a mano, en ms. */
const conReloj = (t: TestContext) => {
  const reloj = { ahora: 0 }
  t.mock.method(performance, 'now', () => reloj.ahora)
  return reloj
}

test('una ficha vuelve a su paso, y nunca se juntan más que la ráfaga', (t) => {
  const reloj = conReloj(t)
  const freno = crearFreno({ porSegundo: 10, rafaga: 2 })
  assert.deepEqual([freno.tomar('a'), freno.tomar('a')], [0, 0])
  assert.ok(Math.abs(freno.tomar('a') - 0.1) < 0.001)
  reloj.ahora = 99
  assert.ok(freno.tomar('a') > 0)
  reloj.ahora = 100
  assert.equal(freno.tomar('a'), 0)
  assert.ok(freno.tomar('a') > 0)
  reloj.ahora = 60_000
  assert.deepEqual([freno.tomar('a'), freno.tomar('a')], [0, 0])
  assert.ok(freno.tomar('a') > 0)
})

test('al llenarse se van primero los cubos llenos; si todos están a medias, los más viejos', (t) => {
  const reloj = conReloj(t)
  const freno = crearFreno({ porSegundo: 1, rafaga: 1, maximo: 2 })
  freno.tomar('vieja')
  reloj.ahora = 1_000
  freno.tomar('a')
  freno.tomar('b')
  // «vieja» ya estaba llena: quitarla bastó.
  assert.ok(freno.falta('a') > 0 && freno.falta('b') > 0)
  freno.tomar('c')
  assert.equal(freno.falta('a'), 0, 'la más vieja de las que quedan')
  assert.ok(freno.falta('b') > 0 && freno.falta('c') > 0)
})

test('mientras cabe, ningún cubo se olvida', (t) => {
  conReloj(t)
  const freno = crearFreno({ porSegundo: 1, rafaga: 1, maximo: 3 })
  for (const llave of ['a', 'b', 'c']) freno.tomar(llave)
  for (const llave of ['a', 'b', 'c']) assert.ok(freno.falta(llave) > 0, llave)
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
  assert.equal(direccionDe(peticion(' 1.1.1.1 '), 1), '1.1.1.1')
  const sinToma = { socket: {}, headers: {} } as unknown as IncomingMessage
  assert.equal(direccionDe(sinToma, 0), '')
  const varias = { socket: {}, headers: { 'x-forwarded-for': ['6.6.6.6', '1.1.1.1'] } }
  assert.equal(direccionDe(varias as unknown as IncomingMessage, 2), '6.6.6.6')
})

test('lo que se tomó en otra parte se descuenta, menos lo que ya volvió', (t) => {
  const reloj = conReloj(t)
  reloj.ahora = 5_000
  const freno = crearFreno({ porSegundo: 10, rafaga: 2 })
  freno.cargar('a', 2, 0)
  assert.ok(Math.abs(freno.falta('a') - 0.1) < 0.001)
  freno.cargar('b', 2, 1_000)
  assert.deepEqual([freno.tomar('b'), freno.tomar('b')], [0, 0], 'en un segundo volvieron las dos')
  freno.cargar('a', 3, 1_000)
  assert.ok(Math.abs(freno.falta('a') - 0.4) < 0.001, 'lo que ya debía no lo borra lo viejo')
  reloj.ahora += 400
  assert.equal(freno.tomar('a'), 0)
})

test('lo que muchos tomaron a la vez no cierra a nadie más de un minuto', () => {
  const freno = crearFreno({ porSegundo: 1, rafaga: 2 })
  freno.cargar('a', 1_000_000, 0)
  assert.ok(freno.falta('a') > 60 && freno.falta('a') <= 61)
})
