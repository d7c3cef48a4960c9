import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { crearPrincipal, ROLES, type Rol } from '#seedwork/presentacion/autenticacion.ts'
import { exigirCorreccion } from './ordenes-apartadas.ts'
import { POLITICA_DE_COMANDOS } from './politicas.ts'

const orden = (tipo: string, topico = 'comandos-contrato') => ({ id: 'a1', topico, tipo, clave: 'c1' })
const corregir = (roles: readonly Rol[], tipo = 'CrearContrato', datos: object = { id: 'c1' }) =>
  rechazo(() => exigirCorreccion(crearPrincipal({ nombre: 'x', roles }), orden(tipo), { ...datos }))

const puede = (roles: readonly Rol[], tipo: string): boolean => {
  try {
    exigirCorreccion(crearPrincipal({ nombre: 'x', roles }), orden(tipo), { id: 'c1' })
    return true
  } catch (error) {
    assert.ok(['NoAutorizado', 'ApartadoNoMarcable'].includes((error as { codigo: string }).codigo))
    return false
  }
}

test('S5: corrige una orden apartada sólo quien podría darla; una firma y lo interno, nadie', () => {
  for (const [tipo, politica] of Object.entries(POLITICA_DE_COMANDOS))
    for (const rol of ROLES) {
      const daria = politica !== 'interna' && (rol === 'admin' || (politica as readonly Rol[]).includes(rol))
      assert.equal(puede([rol], tipo), daria && tipo !== 'FirmarContrato', `${rol} ${tipo}`)
    }
  assert.equal(puede(['operador'], 'CrearContrato'), false)
  assert.equal(puede(['operador', 'gestor'], 'CrearContrato'), true)
  assert.throws(() => exigirCorreccion(null, orden('CrearContrato'), { id: 'c1' }), {
    codigo: 'NoAutorizado',
  })
})

test('S5: la orden corregida sigue siendo de su agregado', () => {
  assert.match(
    corregir(['admin'], 'CrearContrato', { id: 'otro' }),
    /^PeticionInvalida.*\/datos\/id tiene que ser c1/,
  )
  assert.match(corregir(['admin'], 'CrearContrato', {}), /^PeticionInvalida/)
  assert.match(corregir(['admin'], 'FirmarContrato'), /^ApartadoNoMarcable: una firma no se corrige/)
})

test('S5: un evento apartado no es una orden: lo corrige quien opera', () => {
  exigirCorreccion({ nombre: 'x', roles: ['operador'] }, orden('ContratoCreado', 'eventos-contrato'), {})
})
