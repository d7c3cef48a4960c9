import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { crearCursores } from './cursores.ts'
import {
  enlaceSiguiente,
  exigirVersionEsperada,
  leerClave,
  leerEspera,
  leerTraceparent,
  leerVersionEsperada,
} from './encabezados.ts'
import { jsonCanonico, leerJson, tramo } from './json.ts'

const leer = (texto: string | Buffer) => leerJson(Buffer.from(texto as string))
const mal = (texto: string | Buffer) => rechazo(() => leer(texto))

test('lo que se dice de un cuerpo que no es JSON sin ambigüedades', () => {
  const de = (detalle: string) => `JsonInvalido: ${detalle}`
  assert.equal(mal(''), de('el cuerpo está vacío'))
  assert.equal(mal(Buffer.from([0x22, 0xff, 0x22])), de('el cuerpo no es UTF-8'))
  assert.equal(mal('\ufeff{}'), de('el cuerpo empieza con un BOM'))
  assert.equal(mal('{'), de('el cuerpo no es JSON bien formado'))
  assert.equal(mal('"sin cerrar'), de('el cuerpo no es JSON bien formado'))
  assert.equal(mal('{"a":1,"a":2}'), de('tiene claves repetidas'))
  assert.equal(mal('[{"a":1},{"b":1,"b":2}]'), de('tiene claves repetidas'))
  for (const clave of ['__proto__', 'constructor', 'prototype'])
    assert.equal(mal(`{"x":{"${clave}":1}}`), de('tiene una clave prohibida'))
  for (const [abre, cierra] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const hondo = (n: number) => `${abre.repeat(n)}1${cierra.repeat(n)}`
    assert.equal(mal(hondo(33)), de('tiene más de 32 niveles'))
    assert.ok(leer(hondo(32)))
  }
  // La profundidad es la de dentro, no cuántas listas hay.
  assert.deepEqual(leer(`[${'[],{},'.repeat(40)}1]`), [...Array(40).fill([[], {}]).flat(), 1])
})

test('las llaves, los dos puntos y las comillas de dentro de una cadena no cuentan', () => {
  const texto = '{"a":"{[:\\"\\\\","b":["\\":"]}'
  assert.deepEqual(leer(texto), { a: '{[:"\\', b: ['":'] })
  assert.deepEqual(leer(`"${'['.repeat(100)}"`), '['.repeat(100))
})

test('lo que no se puede guardar exacto se señala donde está', () => {
  const de = (puntero: string, detalle: string) =>
    `PeticionInvalida: lo que se pide no tiene la forma acordada | ${puntero} ${detalle}`
  assert.equal(mal('{"a":[1,"x\\u0000"]}'), de('/a/1', 'tiene el carácter U+0000'))
  assert.equal(mal('"\\ud800"'), de('', 'tiene un carácter a medias (sustituto suelto)'))
  assert.equal(mal('{"a~/b":1e400}'), de('/a~0~1b', 'es un número demasiado grande'))
  assert.equal(mal('{"a":-0}'), de('/a', 'es cero negativo'))
  assert.equal(mal('{"a":9007199254740992}'), de('/a', 'no cabe exacto: escríbalo como cadena'))
  assert.equal(mal('{"a":-9007199254740992}'), de('/a', 'no cabe exacto: escríbalo como cadena'))
  assert.equal(mal('{"\\u0000":1}'), de('/\0', 'tiene el carácter U+0000'))
  assert.equal(mal(`[${Array(30).fill('-0').join()}]`).split(' | ').length, 21)
  assert.deepEqual(
    String(leer('[9007199254740991,-9007199254740991,0,null,true,1.5]')),
    '9007199254740991,-9007199254740991,0,,true,1.5',
  )
  assert.equal(tramo('a/b~c'), 'a~1b~0c')
  assert.equal(jsonCanonico({ b: [{ d: 1, c: null }], a: 'x' }), '{"a":"x","b":[{"c":null,"d":1}]}')
  assert.equal(jsonCanonico(undefined), '')
})

test('lo que se dice de un encabezado que no sirve', () => {
  const de = (nombre: string, detalle: string) =>
    `EncabezadoInvalido: ${nombre}: ${detalle} | /${nombre} ${detalle}`
  const clave = (valor: unknown) => rechazo(() => leerClave({ 'idempotency-key': valor as string }))
  assert.equal(clave(['a', 'b']), de('Idempotency-Key', 'viene más de una vez'))
  assert.equal(clave('"a'), de('Idempotency-Key', 'tiene comillas sin pareja'))
  assert.equal(clave('ñ'), de('Idempotency-Key', 'lleva de 1 a 255 caracteres ASCII imprimibles'))
  const coincide = (valor: string) => rechazo(() => leerVersionEsperada({ 'if-match': valor }))
  assert.equal(coincide('3'), de('If-Match', 'lleva una sola etiqueta, como "3"'))
  assert.equal(coincide('W/"3"'), 'VersionObsoleta: la etiqueta de If-Match no es la vigente')
  assert.equal(coincide('""'), 'VersionObsoleta: la etiqueta de If-Match no es la vigente')
  assert.equal(
    rechazo(() => exigirVersionEsperada({})),
    'VersionRequerida: esta operación exige If-Match con la versión que se cambia',
  )
  const espera = (valor: unknown) => rechazo(() => leerEspera({ 'alpes-esperar': valor as string }))
  assert.equal(espera(['a=1']), de('Alpes-Esperar', 'es demasiado largo'))
  assert.equal(espera('a=1,'.repeat(257)), de('Alpes-Esperar', 'es demasiado largo'))
  for (const malo of ['', 'a', '1a=1', ' a=x', 'A=1', 'a=1x'])
    assert.equal(espera(malo), de('Alpes-Esperar', 'tiene la forma topico=posicion[, …]'), malo)
  const justo = `${'a=1,'.repeat(255)}a=12`
  assert.equal(leerEspera({ 'alpes-esperar': justo }).length, 256)
})

test('un traceparent roto se ignora; el bueno pasa igual', () => {
  const bueno = `00-0${'a'.repeat(31)}-${'b'.repeat(16)}-01`
  assert.equal(leerTraceparent({ traceparent: bueno }), bueno)
  for (const malo of [
    `x${bueno}`,
    `${bueno}x`,
    `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
    '',
    bueno.replace('00-', '01-'),
  ])
    assert.equal(leerTraceparent({ traceparent: malo }), null, malo)
  assert.equal(leerTraceparent({ traceparent: [bueno] as never }), null)
  assert.equal(enlaceSiguiente('/x', 'c'), '</x?cursor=c>; rel="next"')
})

test('un cursor corto, roto o de otra consulta no abre', () => {
  const { abrir, sellar } = crearCursores(Buffer.alloc(32))
  const ajeno = 'CursorInvalido: el cursor no es de esta consulta'
  for (const cursor of ['', 'A'.repeat(21), Buffer.alloc(16).toString('base64url'), `${sellar(1, 'x')}=`])
    assert.equal(
      rechazo(() => abrir(cursor, 'x')),
      ajeno,
    )
  assert.equal(
    rechazo(() => abrir(sellar(1, 'x'), 'y')),
    ajeno,
  )
  assert.deepEqual(abrir(sellar({ a: 1 }, 'x'), 'x'), { a: 1 })
})
