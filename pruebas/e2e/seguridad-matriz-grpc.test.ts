import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { create, type DescService } from '@bufbuild/protobuf'
import { abrirApiPrueba, CREDENCIALES } from '#pruebas/apoyo/api.ts'
import { abrirCanal, abrirFlujo, abrirSidecarPrueba, llamar } from '#pruebas/apoyo/sidecar.ts'
import type { Rol } from '#seedwork/presentacion/autenticacion.ts'
import { Contratos } from '../../src/sidecar/generado/contratos/v1/contratos_pb.ts'
import { Vuelos } from '../../src/sidecar/generado/vuelos_pb.ts'

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())
const sidecar = await abrirSidecarPrueba(a.servicio.url)
after(() => sidecar[Symbol.asyncDispose]())
const canal = abrirCanal(sidecar.url)
after(() => canal.close())

const LEEN: readonly Rol[] = ['lector', 'gestor', 'operador']
const GESTIONAN: readonly Rol[] = ['gestor']

/** Qué papeles pueden cada método, además de quien administra, según el contrato (`red.md` §3) y no el código. */
const METODOS: Readonly<Record<string, readonly Rol[]>> = {
  'vuelos.Vuelos/CrearReserva': GESTIONAN,
  'vuelos.Vuelos/ConsultarReserva': LEEN,
  'contratos.v1.Contratos/CrearContrato': GESTIONAN,
  'contratos.v1.Contratos/ObtenerContrato': [...LEEN, 'firmante'],
  // Quien sólo firma lista por una parte suya: sin filtro, no.
  'contratos.v1.Contratos/ListarContratos': LEEN,
  'contratos.v1.Contratos/FirmarContrato': ['gestor', 'firmante'],
  'contratos.v1.Contratos/ProcesarContrato': GESTIONAN,
  'contratos.v1.Contratos/SeguirEventos': ['operador'],
}

const servicios: readonly DescService[] = [Vuelos, Contratos]
const ID = '01934c5e-8a00-7c11-8d22-3e33f4455667'

/** Lo mínimo para que la petición llegue a la API: lo demás da igual, se mira si deja pasar. */
const minimo = (metodo: string) =>
  metodo === 'SeguirEventos' ? { topico: 'eventos-contrato' } : /Listar|Crear/.test(metodo) ? {} : { id: ID }

/** El estado con que contesta un método a una credencial. */
const contestar = async (servicio: DescService, metodo: string, credencial: string): Promise<string> => {
  const { input, methodKind } = servicio.methods.find((m) => m.name === metodo)!
  const pedido = create(input, minimo(metodo) as never)
  if (methodKind === 'unary') return (await llamar(canal, [servicio, metodo], pedido, { credencial })).estado
  const flujo = abrirFlujo(canal, [servicio, metodo], pedido, { credencial, deadline: Date.now() + 500 })
  return (await flujo.fin).estado
}

for (const servicio of servicios)
  for (const { name } of servicio.methods)
    test(`S7: quién puede ${servicio.typeName}/${name}`, async () => {
      const permitidos = METODOS[`${servicio.typeName}/${name}`]
      assert.ok(permitidos, 'un método sin fila en la tabla')
      for (const [credencial, { roles }] of Object.entries(CREDENCIALES)) {
        const estado = await contestar(servicio, name, credencial)
        const puede = roles.some((rol) => rol === 'admin' || permitidos.includes(rol))
        assert.equal(estado === 'PERMISSION_DENIED', !puede, `${roles}: ${estado}`)
      }
      assert.equal(await contestar(servicio, name, 'inventada'), 'UNAUTHENTICATED')
    })

test('S7: la tabla no tiene métodos que no existan', () => {
  const hay = servicios.flatMap((s) => s.methods.map((m) => `${s.typeName}/${m.name}`))
  assert.deepEqual(Object.keys(METODOS).sort(), hay.sort())
})
