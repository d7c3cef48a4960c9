import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ANFITRIONES_LOCALES,
  ENCABEZADOS_SEGUROS,
  LIMITES,
  nombreDeAnfitrion,
  nombreDeOrigen,
} from './seguridad.ts'

test('S8: los topes de lo que se recibe son los acordados (fiabilidad.md §5)', () =>
  assert.deepEqual(LIMITES, {
    cuerpo: 262_144,
    encabezados: 16_384,
    campos: 100,
    url: 8_192,
    plazoEncabezados: 10_000,
    plazoPeticion: 30_000,
    plazoManejador: 10_000,
    conexionOciosa: 5_000,
    revision: 1_000,
    enCurso: 4_000,
    fallosPorDireccion: 50,
    porPrincipal: 0,
    costosasPorMinuto: 0,
    saltosDeProxy: 0,
  }))

test('S10: lo que la API contesta no se dibuja, no se guarda, no se incrusta y no dice de dónde viene', () =>
  assert.deepEqual(ENCABEZADOS_SEGUROS, {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
  }))

test('S1: de Host se lee el nombre, sin puerto ni mayúsculas, o nada', () => {
  const largo = 'a'.repeat(253)
  for (const [host, nombre] of [
    ['LocalHost', 'localhost'],
    ['localhost:3000', 'localhost'],
    ['127.0.0.1:65535', '127.0.0.1'],
    ['[::1]:80', '[::1]'],
    ['[fe80::1]', '[fe80::1]'],
    [largo, largo],
  ] as const)
    assert.equal(nombreDeAnfitrion(host), nombre, host)
  for (const malo of [
    '',
    'a b',
    'a/b',
    'a@b',
    'a:',
    'a:x',
    'a:123456',
    ' a',
    'a ',
    '[]',
    '[:]',
    '[g::1]',
    '[::1',
    `${largo}a`,
  ])
    assert.equal(nombreDeAnfitrion(malo), null, malo)
})

test('S1: un Origin opaco o roto no tiene nombre', () => {
  assert.equal(nombreDeOrigen('http://LocalHost:5173'), 'localhost')
  assert.equal(nombreDeOrigen('https://[::1]:1'), '[::1]')
  assert.equal(nombreDeOrigen('raro://Ajeno.Example'), 'ajeno.example')
  for (const malo of ['null', '', 'localhost', 'file:///x', 'about:blank', 'http://'])
    assert.equal(nombreDeOrigen(malo), null, malo)
  assert.deepEqual(ANFITRIONES_LOCALES, ['localhost', '127.0.0.1', '[::1]'])
})
