import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorDominio } from '../dominio/errores.ts'
import {
  claveDe,
  enlaceSiguiente,
  escribirPosiciones,
  exigirVersionEsperada,
  idDeClave,
  leerClave,
  leerEspera,
  leerTraceparent,
  leerVersionEsperada,
  prefiereAsincrono,
  prefiereTipo,
} from './encabezados.ts'

const con = (codigo: string) => (e: unknown) => e instanceof ErrorDominio && e.codigo === codigo

test('la clave citada del borrador y la desnuda son la misma', () => {
  assert.equal(leerClave({ 'idempotency-key': 'abc-1' }), 'abc-1')
  assert.equal(leerClave({ 'idempotency-key': '"abc-1"' }), 'abc-1')
  assert.equal(leerClave({ 'idempotency-key': '"a\\"b\\\\c"' }), 'a"b\\c')
  assert.equal(leerClave({}), undefined)
})

for (const mala of ['', '""', 'x'.repeat(256), 'á', 'a\u007f', '"a', 'a"b', '"a""b"'])
  test(`no es una clave: ${JSON.stringify(mala.slice(0, 20))}`, () =>
    assert.throws(() => leerClave({ 'idempotency-key': mala }), con('EncabezadoInvalido')))

test('el id de un comando con clave es un UUID v8 que depende de quién, qué y cuál', () => {
  const id = idDeClave('local', 'POST /contratos', 'k1')
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(id, idDeClave('local', 'POST /contratos', 'k1'))
  const otros = [
    idDeClave('otro', 'POST /contratos', 'k1'),
    idDeClave('local', 'POST /clientes', 'k1'),
    idDeClave('local', 'POST /contratos', 'k2'),
  ]
  assert.equal(new Set([id, ...otros]).size, 4)
})

test('la huella no depende del orden ni de los espacios del cuerpo, y sí de lo demás', () => {
  const base = { operacion: 'o', clave: 'k', metodo: 'POST', url: '/x', cuerpo: { a: 1, b: 2 } }
  const { huella } = claveDe(base)
  assert.match(huella, /^[0-9a-f]{64}$/)
  assert.equal(claveDe({ ...base, cuerpo: { b: 2, a: 1 } }).huella, huella)
  assert.notEqual(claveDe({ ...base, cuerpo: { a: 1, b: 3 } }).huella, huella)
  assert.notEqual(claveDe({ ...base, url: '/y' }).huella, huella)
  assert.notEqual(claveDe({ ...base, metodo: 'PATCH' }).huella, huella)
})

test('If-Match lleva la versión, o * si basta con que exista', () => {
  assert.equal(leerVersionEsperada({ 'if-match': '"12"' }), 12)
  assert.equal(leerVersionEsperada({ 'if-match': '*' }), undefined)
  assert.equal(leerVersionEsperada({}), undefined)
  assert.throws(() => exigirVersionEsperada({}), con('VersionRequerida'))
  assert.equal(exigirVersionEsperada({ 'if-match': '"1"' }), 1)
})

for (const etiqueta of ['W/"1"', '"x"', '"0"', '""', '"01"', '"1e3"'])
  test(`la etiqueta ${etiqueta} no puede ser la vigente`, () =>
    assert.throws(() => leerVersionEsperada({ 'if-match': etiqueta }), con('VersionObsoleta')))

for (const etiqueta of ['1', '"1', '"1", "2"', '', "'1'"])
  test(`If-Match mal formado: ${etiqueta}`, () =>
    assert.throws(() => leerVersionEsperada({ 'if-match': etiqueta }), con('EncabezadoInvalido')))

test('Prefer reconoce respond-async entre otras preferencias', () => {
  assert.equal(prefiereAsincrono({ prefer: 'respond-async' }), true)
  assert.equal(prefiereAsincrono({ prefer: 'wait=2, Respond-Async' }), true)
  assert.equal(prefiereAsincrono({ prefer: 'return=minimal' }), false)
  assert.equal(prefiereAsincrono({}), false)
})

test('Alpes-Esperar entiende lo que dice Alpes-Posicion', () => {
  const posiciones = [
    { topico: 'eventos-contrato', posicion: 12 },
    { topico: 'eventos-inmueble', posicion: 3 },
  ]
  assert.equal(escribirPosiciones(posiciones), 'eventos-contrato=12, eventos-inmueble=3')
  assert.deepEqual(leerEspera({ 'alpes-esperar': escribirPosiciones(posiciones) }), posiciones)
  assert.deepEqual(leerEspera({}), [])
  for (const malo of ['', 'x', 'eventos-contrato', 'eventos-contrato=-1', 'a=1,,b=2', 'a=1e9', 'A=1'])
    assert.throws(() => leerEspera({ 'alpes-esperar': malo }), con('EncabezadoInvalido'))
})

test('traceparent roto se ignora', () => {
  const bueno = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  assert.equal(leerTraceparent({ traceparent: bueno }), bueno)
  assert.equal(leerTraceparent({ traceparent: bueno.replace('00f067aa0ba902b7', '0'.repeat(16)) }), null)
  assert.equal(leerTraceparent({ traceparent: 'x' }), null)
})

test('Link lleva la misma consulta con el cursor nuevo', () => {
  assert.equal(
    enlaceSiguiente('/contratos?limite=2&cursor=a&q=%C3%B1', 'b='),
    '</contratos?limite=2&cursor=b%3D&q=%C3%B1>; rel="next"',
  )
  assert.equal(enlaceSiguiente('/contratos', 'b'), '</contratos?cursor=b>; rel="next"')
})

for (const accept of [
  'text/csv',
  'TEXT/CSV; charset=utf-8',
  'application/json, text/csv',
  'application/json;q=0.5, text/csv;q=0.9',
  'text/csv;q=0.1, */*',
])
  test(`«Accept: ${accept}» pide CSV`, () => assert.equal(prefiereTipo({ accept }, 'text/csv'), true))

for (const accept of [
  '*/*',
  'text/*',
  'text/csv;q=0',
  'text/csv; Q=0.0, */*',
  'application/json, text/csv;q=0.5',
  'text/csv-schema',
  'text/csv;q=mucho',
])
  test(`«Accept: ${accept}» no pide CSV`, () => assert.equal(prefiereTipo({ accept }, 'text/csv'), false))

test('sin Accept, JSON', () => assert.equal(prefiereTipo({}, 'text/csv'), false))
