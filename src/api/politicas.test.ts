import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROLES, type Rol } from '#seedwork/presentacion/autenticacion.ts'
import { autorizarComando, exigirPoliticas, POLITICA_DE_COMANDOS } from './politicas.ts'

const GESTIONAN: readonly Rol[] = ['gestor', 'admin']

/** Lo que dice el diseño (§7), escrito aparte del código: quien firma sólo firma; lo demás lo hace quien gestiona. */
const ESPERADO: Readonly<Record<string, readonly Rol[]>> = {
  FirmarContrato: ['gestor', 'firmante', 'admin'],
  VencerContrato: [],
  CumplirAniversarios: [],
  ExpirarReserva: [],
}

const alcanza = (rol: Rol, comando: string): boolean => {
  try {
    autorizarComando({ roles: [rol] }, comando)
    return true
  } catch (error) {
    assert.equal((error as { codigo: string }).codigo, 'NoAutorizado')
    return false
  }
}

for (const comando of Object.keys(POLITICA_DE_COMANDOS))
  test(`${comando}: quién puede`, () => {
    const permitidos = ESPERADO[comando] ?? GESTIONAN
    for (const rol of ROLES) assert.equal(alcanza(rol, comando), permitidos.includes(rol), rol)
    assert.throws(() => autorizarComando({ roles: [] }, comando), { codigo: 'NoAutorizado' })
  })

test('un comando sin política no lo puede nadie, ni quien administra', () => {
  for (const nombre of ['Inventado', 'toString', '__proto__', ''])
    assert.throws(() => autorizarComando({ roles: [...ROLES] }, nombre), {
      codigo: 'NoAutorizado',
      message: 'la credencial no alcanza para esta orden',
    })
})

test('sin política no se arranca, y dice de qué módulo es', () => {
  const nada = async () => {}
  assert.throws(
    () => exigirPoliticas({ contratos: { comandos: { CrearContrato: nada, BorrarTodo: nada } } }),
    /contratos: BorrarTodo no tiene política/,
  )
  assert.throws(() => exigirPoliticas({ panel: { queries: { VerTodo: nada } } }), /panel: VerTodo/)
  assert.throws(() => exigirPoliticas({ a: { comandos: { Uno: nada } }, b: { queries: { Dos: nada } } }), {
    message: 'a: Uno no tiene política\nb: Dos no tiene política',
  })
  exigirPoliticas({ contratos: { comandos: { CrearContrato: nada }, queries: { ListarContratos: nada } } })
})
