import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorArranque } from '../error-arranque.ts'
import { faltasKafka, leerAjustesKafka } from './ajustes.ts'

test('un solo servidor, sin nada más, tiene valores prudentes', () => {
  assert.deepEqual(leerAjustesKafka('kafka://k1'), {
    ...{ servidores: ['k1:9092'], sasl: undefined, tls: undefined },
    ...{ replicas: 1, dias: 0, megas: 0, principal: 'externo' },
  })
})

test('varios servidores, identidad, cifrado y tópicos salen de la URL', () => {
  const a = leerAjustesKafka(
    'kafka://ana:cl%40ve@k1:9093,k2,[::1]:9094?replicas=3&dias=7&megas=9&ca=/ca.pem&certificado=/c.pem&llave=/l.pem&principal=socio',
  )
  assert.deepEqual(a.servidores, ['k1:9093', 'k2:9092', '[::1]:9094'])
  assert.deepEqual(a.sasl, { mecanismo: 'scram-sha-512', usuario: 'ana', clave: 'cl@ve' })
  assert.deepEqual(a.tls, { ca: '/ca.pem', certificado: '/c.pem', llave: '/l.pem' })
  assert.deepEqual([a.replicas, a.dias, a.megas, a.principal], [3, 7, 9, 'socio'])
  assert.equal(leerAjustesKafka('kafka://a:b@k1?sasl=plain').sasl?.mecanismo, 'plain')
  assert.deepEqual(leerAjustesKafka('kafka://k1?tls=si').tls, {})
})

test('dice todas las faltas de una vez y nunca enseña la clave', () => {
  const url = 'kafka://ana:secreta@k1:9092?replicas=0&color=rojo&certificado=/c.pem'
  const faltas = faltasKafka(url)
  assert.equal(faltas.length, 3)
  assert.ok(faltas.every((f) => !f.includes('secreta')))
  assert.throws(() => leerAjustesKafka(url), ErrorArranque)
  assert.equal(faltasKafka('kafka://').length, 1)
  assert.deepEqual(faltasKafka('kafka://k1?sasl=plain'), ['«sasl» pide usuario y clave'])
})
