import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { autenticadorLocal, crearPrincipal, leerBearer, puede, ROLES, type Rol } from './autenticacion.ts'

test('S4: quien sólo firma lo hace por sus partes; quien gestiona o administra, en nombre de cualquiera', () => {
  const con = (roles: readonly Rol[], partes?: readonly string[]) =>
    crearPrincipal({ nombre: 'ana', roles, ...(partes && { partes }) })
  assert.deepEqual(con(['firmante'], ['p1']), { nombre: 'ana', roles: ['firmante'], partes: ['p1'] })
  assert.deepEqual(con(['firmante']), { nombre: 'ana', roles: ['firmante'], partes: [] })
  assert.deepEqual(con(['lector', 'operador'], ['p1']).partes, ['p1'])
  for (const rol of ['gestor', 'admin'] as const)
    assert.deepEqual(con(['firmante', rol], ['p1']), { nombre: 'ana', roles: ['firmante', rol] })
})

test('S4: alcanza el papel que se pide, o administrar; sin papeles, nada', () => {
  for (const rol of ROLES)
    for (const pedido of ROLES)
      assert.equal(puede({ roles: [rol] }, [pedido]), rol === pedido || rol === 'admin', `${rol} ${pedido}`)
  assert.equal(puede({ roles: [] }, [...ROLES]), false)
  assert.equal(puede({ roles: ['lector', 'firmante'] }, ['firmante']), true)
  assert.equal(puede({ roles: ['lector'] }, []), false)
})

test('S1: el token del arranque, y sólo él, administra', () => {
  const autenticar = autenticadorLocal('el-bueno')
  assert.deepEqual(autenticar('el-bueno'), { nombre: 'local', roles: ['admin'] })
  assert.equal(autenticar.conoce('el-bueno'), true)
  for (const malo of ['', 'el-buen', 'el-bueno ', 'EL-BUENO']) {
    assert.equal(autenticar(malo), null, malo)
    assert.equal(autenticar.conoce(malo), false, malo)
  }
})

test('S1: de Authorization sólo se lee Bearer con una credencial entera', () => {
  assert.equal(leerBearer('Bearer abc'), 'abc')
  assert.equal(leerBearer('bearer a~!'), 'a~!')
  assert.equal(leerBearer(`Bearer ${'a'.repeat(4_096)}`)?.length, 4_096)
  for (const malo of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer  a',
    'Bearer a b',
    'xBearer a',
    'Basic a',
    'Bearer a\u007f',
    'Bearer á',
    `Bearer ${'a'.repeat(4_097)}`,
  ])
    assert.equal(leerBearer(malo), null, String(malo))
})

test('propiedad: lo que se lee de Authorization es visible y estaba ahí', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (texto) => {
      const leido = leerBearer(`Bearer ${texto}`)
      assert.ok(leido === null || (leido === texto && /^[\x21-\x7e]+$/.test(leido)))
    }),
  )
})
