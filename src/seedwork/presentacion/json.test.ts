import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ErrorDominio } from '../dominio/errores.ts'
import { jsonCanonico, leerJson } from './json.ts'

const leer = (texto: string | Buffer) => leerJson(Buffer.from(texto as string))
const falla = (texto: string | Buffer, codigo: string) =>
  assert.throws(
    () => leer(texto),
    (e) => e instanceof ErrorDominio && e.codigo === codigo,
    `${String(texto).slice(0, 60)} debía fallar con ${codigo}`,
  )

describe('leerJson', () => {
  test('lee lo mismo que JSON.parse cuando no hay nada raro', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (valor) => {
        const texto = JSON.stringify(valor)
        const esperado = JSON.parse(texto)
        try {
          assert.deepEqual(leer(texto), esperado)
        } catch (e) {
          if (!(e instanceof ErrorDominio)) throw e
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('cualquier serie de bytes da un valor o un error con código, nunca otra cosa', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          leerJson(Buffer.from(bytes))
        } catch (e) {
          assert.ok(e instanceof ErrorDominio)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  for (const [nombre, texto] of [
    ['vacío', ''],
    ['sólo espacios', '  '],
    ['a medias', '{"a":'],
    ['con cola', '{"a":1} x'],
    ['con comentario', '{/* */"a":1}'],
    ['con coma final', '{"a":1,}'],
    ['NaN', '{"a":NaN}'],
    ['con comillas simples', "{'a':1}"],
    ['con BOM', '\ufeff{"a":1}'],
    ['__proto__', '{"__proto__":{"a":1}}'],
    ['__proto__ con escapes', '{"__pr\\u006fto__":{"a":1}}'],
    ['constructor', '{"a":{"constructor":{"prototype":{}}}}'],
    ['clave repetida', '{"a":1,"a":2}'],
    ['clave repetida con escapes', '{"a":1,"\\u0061":2}'],
    ['clave repetida adentro', '{"a":[{"b":1,"b":1}]}'],
    ['33 niveles', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['cien mil niveles', '['.repeat(100_000)],
  ] as const)
    test(`rechaza un cuerpo ${nombre}`, () => falla(texto, 'JsonInvalido'))

  test('rechaza bytes que no son UTF-8', () => falla(Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'JsonInvalido'))

  for (const [nombre, texto] of [
    ['U+0000', '{"a":"x\\u0000"}'],
    ['un sustituto suelto', '{"a":"\\ud800"}'],
    ['U+0000 en una clave', '{"a\\u0000":1}'],
    ['2^53', '{"a":9007199254740993}'],
    ['1e400', '{"a":1e400}'],
    ['cero negativo', '{"a":-0}'],
  ] as const)
    test(`rechaza ${nombre} diciendo dónde`, () => {
      falla(texto, 'PeticionInvalida')
      try {
        leer(texto)
      } catch (e) {
        assert.match((e as ErrorDominio).faltas[0]?.puntero ?? '', /^\/a/)
      }
    })

  test('32 niveles y dos puntos dentro de cadenas son corrientes', () => {
    const hondo = `${'['.repeat(32)}${']'.repeat(32)}`
    assert.ok(leer(hondo))
    assert.deepEqual(leer('{"a:b":":\\":{[","c":"\\\\"}'), { 'a:b': ':":{[', c: '\\' })
  })
})

test('el JSON canónico no depende del orden de las claves', () => {
  assert.equal(jsonCanonico({ b: 1, a: { d: [2, 1], c: null } }), '{"a":{"c":null,"d":[2,1]},"b":1}')
  assert.equal(jsonCanonico(undefined), '')
})
