import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { direccionCorreo } from './correo.ts'

test('se admiten direcciones corrientes, con tildes y con dominios internacionales', () => {
  assert.equal(direccionCorreo('ana.rios+arriendos@Correo.Example'), 'ana.rios+arriendos@correo.example')
  assert.equal(direccionCorreo('josé@compañía.example'), 'josé@compañía.example')
  assert.equal(direccionCorreo('jose\u0301@peru.example'), 'josé@peru.example')
  assert.equal(direccionCorreo('x@xn--compaa-0wa.example'), 'x@xn--compaa-0wa.example')
})

test('se rechaza lo que no es una sola dirección', () => {
  const malas = [
    '',
    'ana',
    'ana@',
    '@b.example',
    'a@b',
    'a@b.example,c@d.example',
    'a@b@c.example',
    'a@b.example; c@d.example',
    'a@b.example\r\nBcc: c@d.example',
    'a\u0000@b.example',
    'Ana <a@b.example>',
    '"a b"@b.example',
    'a b@c.example',
    '.a@b.example',
    'a.@b.example',
    'a..b@c.example',
    'a@-b.example',
    'a@b-.example',
    'a@b..example',
    'a@[127.0.0.1]',
    'a\u202E@b.example',
    'a\uD800@b.example',
    `${'x'.repeat(65)}@b.example`,
    `a@${'b'.repeat(64)}.example`,
    `a@${'b.'.repeat(130)}example`,
    `${'é'.repeat(33)}@b.example`,
  ]
  for (const mala of malas)
    assert.throws(
      () => direccionCorreo(mala),
      (e: unknown) =>
        e instanceof ErrorDominio && e.codigo === 'CorreoInvalido' && e.faltas[0]?.puntero === '/correo',
      JSON.stringify(mala),
    )
})

test('lo admitido se admite igual otra vez y nunca lleva separadores de cabecera', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary', maxLength: 80 })), (valor) => {
      try {
        const una = direccionCorreo(valor)
        assert.equal(direccionCorreo(una), una)
        assert.doesNotMatch(una, /[\r\n\0,;<> ]/)
      } catch (e) {
        assert.ok(e instanceof ErrorDominio, String(e))
      }
    }),
  )
})
