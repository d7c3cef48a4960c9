import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorArranque } from '../error-arranque.ts'
import { faltasNats, leerAjustesNats } from './ajustes.ts'

test('un solo servidor, sin nada más, tiene valores prudentes', () => {
  const a = leerAjustesNats('nats://127.0.0.1:4222')
  assert.deepEqual(
    [a.servidores, a.replicas, a.almacen, a.dias, a.megas],
    [['127.0.0.1:4222'], 1, 'disco', 0, 0],
  )
  assert.deepEqual([a.usuario, a.ficha, a.tls, a.principal], [undefined, undefined, undefined, 'externo'])
})

test('varios servidores, identidad, cifrado y flujo salen de la URL', () => {
  const a = leerAjustesNats(
    'nats://ana:cl%40ve@n1:4222,n2,[::1]:4223?replicas=3&almacen=memoria&dias=7&ca=/ca.pem&certificado=/c.pem&llave=/l.pem&principal=socio',
  )
  assert.deepEqual(a.servidores, ['n1:4222', 'n2', '[::1]:4223'])
  assert.deepEqual([a.usuario, a.clave, a.ficha], ['ana', 'cl@ve', undefined])
  assert.deepEqual(a.tls, { ca: '/ca.pem', certificado: '/c.pem', llave: '/l.pem' })
  assert.deepEqual([a.replicas, a.almacen, a.dias, a.principal], [3, 'memoria', 7, 'socio'])
  assert.equal(leerAjustesNats('nats://ficha@n1').ficha, 'ficha')
  assert.deepEqual(leerAjustesNats('nats://n1?tls=si').tls, {})
})

test('dice todas las faltas de una vez y nunca enseña la clave', () => {
  const url = 'nats://ana:secreta@n1:4222?replicas=9&color=rojo&certificado=/c.pem'
  const faltas = faltasNats(url)
  assert.equal(faltas.length, 3)
  assert.ok(faltas.every((f) => !f.includes('secreta')))
  assert.throws(() => leerAjustesNats(url), ErrorArranque)
  assert.equal(faltasNats('nats://').length, 1)
})
