import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { crearPrincipal, type Rol } from '#seedwork/presentacion/autenticacion.ts'
import { exigirClienteSuyo, exigirContratoSuyo, exigirListaSuya, limitadoA } from './lo-suyo.ts'

const quien = (roles: readonly Rol[], partes: readonly string[] = []) =>
  crearPrincipal({ nombre: 'x', roles, partes })
const FIRMA = quien(['firmante'], ['p1', 'p2'])
const contrato = { id: 'c1', id_compania: 'a', id_inquilino: 'b', codeudores: ['d', 'e'] }

test('S4: sólo quien firma y nada más se limita a sus partes; sin principal, a ninguna', () => {
  assert.deepEqual(limitadoA(FIRMA), ['p1', 'p2'])
  assert.deepEqual(limitadoA(quien([])), [])
  assert.deepEqual(limitadoA(null), [])
  for (const rol of ['lector', 'gestor', 'operador', 'admin'] as const)
    assert.equal(limitadoA(quien(['firmante', rol], ['p1'])), null, rol)
})

test('S4: un contrato ajeno no existe para quien sólo firma; el suyo, por cualquiera de sus papeles, sí', () => {
  const ajeno = 'ContratoNoEncontrado: El contrato no existe | id=c1'
  assert.equal(
    rechazo(() => exigirContratoSuyo(FIRMA, contrato)),
    ajeno,
  )
  assert.equal(
    rechazo(() => exigirContratoSuyo(null, contrato)),
    ajeno,
  )
  for (const parte of ['a', 'b', 'd', 'e']) exigirContratoSuyo(quien(['firmante'], ['z', parte]), contrato)
  exigirContratoSuyo(quien(['lector']), contrato)
})

test('S4: un cliente ajeno tampoco', () => {
  assert.equal(
    rechazo(() => exigirClienteSuyo(FIRMA, 'otro')),
    'ClienteNoEncontrado: no existe ese cliente | id=otro',
  )
  exigirClienteSuyo(FIRMA, 'p2')
  exigirClienteSuyo(quien(['operador']), 'otro')
})

test('S4: quien sólo firma lista por una parte suya, y por nada más', () => {
  const no = 'NoAutorizado: quien sólo firma lista con id_compania o id_inquilino suyos'
  for (const filtro of [
    {},
    { id_compania: 'otro' },
    { id_inquilino: 'otro' },
    { id_compania: undefined, id_inquilino: undefined },
  ])
    assert.equal(
      rechazo(() => exigirListaSuya(FIRMA, filtro)),
      no,
    )
  exigirListaSuya(FIRMA, { id_compania: 'p1' })
  exigirListaSuya(FIRMA, { id_compania: 'otro', id_inquilino: 'p2' })
  exigirListaSuya(quien(['gestor']), {})
})
