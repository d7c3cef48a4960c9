import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  CREDENCIALES,
  esProblema,
  inmuebleNuevo,
} from '#pruebas/apoyo/api.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba({ respaldar: async () => ({ carpeta: 'r', archivos: 1, bytes: 1 }) })
})
after(() => a[Symbol.asyncDispose]())

/** Qué papeles pueden cada operación, además de quien administra. */
const MATRIZ: readonly (readonly [string, readonly string[], object?])[] = [
  ['GET /inmuebles', ['lector', 'gestor', 'operador']],
  ['GET /clientes', ['lector', 'gestor', 'operador']],
  ['GET /contratos', ['lector', 'gestor', 'operador']],
  [`GET /contratos/${randomUUID()}`, ['lector', 'gestor', 'firmante', 'operador']],
  [`GET /contratos/${randomUUID()}/historial`, ['lector', 'gestor', 'firmante', 'operador']],
  [`GET /comandos/${randomUUID()}`, ['lector', 'gestor', 'firmante', 'operador']],
  ['GET /esquemas/0000000000000000', ['lector', 'gestor', 'firmante', 'operador']],
  ['POST /inmuebles', ['gestor'], inmuebleNuevo()],
  [`PATCH /inmuebles/${randomUUID()}`, ['gestor'], { ciudad: 'Cali' }],
  [`POST /inmuebles/${randomUUID()}/retiro`, ['gestor'], {}],
  ['POST /clientes', ['gestor'], {}],
  [`PATCH /clientes/${randomUUID()}`, ['gestor'], { idioma: 'en' }],
  ['POST /contratos', ['gestor'], {}],
  [`PATCH /contratos/${randomUUID()}`, ['gestor'], { monto: '1' }],
  [`DELETE /contratos/${randomUUID()}`, ['gestor']],
  [`POST /contratos/${randomUUID()}/firmas`, ['gestor', 'firmante'], {}],
  [`POST /contratos/${randomUUID()}/procesamiento`, ['gestor'], {}],
  [`POST /contratos/${randomUUID()}/terminacion`, ['gestor'], {}],
  [`POST /contratos/${randomUUID()}/renovaciones`, ['gestor'], {}],
  [`POST /contratos/${randomUUID()}/incrementos`, ['gestor'], {}],
  ['GET /indices', ['lector', 'gestor', 'firmante', 'operador']],
  ['PUT /indices/ipc/2026', ['gestor'], {}],
  [`POST /contratos/${randomUUID()}/otrosies`, ['gestor'], {}],
  [`POST /contratos/${randomUUID()}/prorrogas`, ['gestor'], {}],
  ['GET /reservas', ['lector', 'gestor', 'operador']],
  [`GET /reservas/${randomUUID()}`, ['lector', 'gestor', 'operador']],
  ['GET /aeropuertos?q=bog', ['lector', 'gestor', 'firmante', 'operador']],
  [`GET /clientes/${randomUUID()}/reservas`, ['lector', 'gestor', 'operador']],
  ['POST /reservas', ['gestor'], {}],
  [`POST /reservas/${randomUUID()}/aprobacion`, ['gestor'], {}],
  [`POST /reservas/${randomUUID()}/pago`, ['gestor'], {}],
  [`POST /reservas/${randomUUID()}/cancelacion`, ['gestor'], {}],
  ['POST /contratos/contrato', ['gestor'], {}],
  ['POST /contratos/contrato-comando', ['gestor'], {}],
  [`PUT /contratos/contrato-comando/${randomUUID()}`, ['gestor'], {}],
  [`GET /contratos/contrato/${randomUUID()}`, ['lector', 'gestor', 'firmante', 'operador']],
  ['GET /contratos/contrato-query', ['lector', 'gestor', 'operador']],
  [`GET /contratos/contrato-query/${randomUUID()}`, ['lector', 'gestor', 'firmante', 'operador']],
  [`DELETE /contratos/contrato-query/${randomUUID()}`, ['gestor']],
  ['POST /vuelos/reserva', ['gestor'], {}],
  ['POST /vuelos/reserva-comando', ['gestor'], {}],
  [`GET /vuelos/reserva/${randomUUID()}`, ['lector', 'gestor', 'operador']],
  ['GET /vuelos/reserva-query', ['lector', 'gestor', 'operador']],
  [`GET /vuelos/reserva-query/${randomUUID()}`, ['lector', 'gestor', 'operador']],
  ['GET /bitacora/eventos-reserva', ['operador']],
  ['GET /bitacora/actos-clave', []],
  ['GET /suscripciones', ['operador']],
  ['GET /topicos', ['operador']],
  ['GET /actos', ['operador']],
  ['GET /apartados', ['operador']],
  [`GET /apartados/${randomUUID()}`, ['operador']],
  [`POST /apartados/${randomUUID()}/reintento`, ['operador'], { motivo: 'm' }],
  [`POST /apartados/${randomUUID()}/descarte`, ['operador'], { motivo: 'm' }],
  [`POST /apartados/${randomUUID()}/edicion`, ['operador'], { motivo: 'm', datos: {} }],
  ['GET /auditoria/verificacion', ['operador']],
  ['GET /panel', ['lector', 'gestor', 'operador']],
  ['GET /informes/rent-roll', ['lector', 'gestor', 'operador']],
  ['GET /informes/vencimientos', ['lector', 'gestor', 'operador']],
  ['GET /informes/ocupacion', ['lector', 'gestor', 'operador']],
  ['GET /informes/pendientes', ['lector', 'gestor', 'operador']],
  ['GET /informes/resumen', ['lector', 'gestor', 'operador']],
  ['GET /busqueda?q=a', ['lector', 'gestor', 'operador']],
  ['GET /proyecciones', ['operador']],
  ['POST /proyecciones/panel/reconstruccion', ['operador'], { motivo: 'm' }],
  ['POST /respaldo', ['operador'], { motivo: 'm' }],
  ['GET /claves', []],
  ['POST /claves', [], {}],
  ['DELETE /claves/0123456789abcdef', [], { motivo: 'm' }],
]

describe('S4: cada papel puede lo suyo y nada más', () => {
  for (const [operacion, permitidos, cuerpo] of MATRIZ)
    test(operacion.replaceAll(/[0-9a-f-]{36}/g, '{id}'), async () => {
      for (const [credencial, { roles }] of Object.entries(CREDENCIALES)) {
        const r = await a.pedir(operacion, { credencial, ...(cuerpo && { cuerpo }) })
        const puede = roles.some((rol) => rol === 'admin' || permitidos.includes(rol))
        const negado = r.estado === 403 && r.cuerpo.codigo === 'NoAutorizado'
        assert.equal(negado, !puede, `${roles}: ${r.estado} ${r.texto.slice(0, 80)}`)
      }
      esProblema(
        await a.pedir(operacion, { credencial: 'inventada', ...(cuerpo && { cuerpo }) }),
        401,
        'NoAutenticado',
      )
    })

  test('la matriz cubre todas las rutas que piden papel', async () => {
    const { paths } = (await a.pedir('GET /openapi.json')).cuerpo
    const escritas = MATRIZ.map(([o]) =>
      o
        .replace(/\?.*/, '')
        .replaceAll(
          /[0-9a-f]{8}-[0-9a-f-]{27}|0{16}|0123456789abcdef|eventos-reserva|actos-clave|(?<=proyecciones\/)panel|(?<=ipc\/)2026/g,
          '{}',
        ),
    )
    const rutas = Object.entries(paths as Record<string, Record<string, { responses: object }>>).flatMap(
      ([ruta, metodos]) =>
        Object.entries(metodos)
          .filter(([, m]) => '403' in m.responses)
          .map(([metodo]) => `${metodo.toUpperCase()} ${ruta.replaceAll(/\{\w+\}/g, '{}')}`),
    )
    const porId = ['GET /inmuebles/{}', 'GET /inmuebles/{}/ocupacion', 'GET /clientes/{}']
    assert.deepEqual(rutas.filter((r) => !escritas.includes(r)).sort(), porId.sort())
  })
})

test('cualquier credencial pregunta de quién es, y ninguna mala; la salud y los documentos no piden', async () => {
  for (const [credencial, { nombre, roles }] of Object.entries(CREDENCIALES)) {
    const { cuerpo } = await a.pedir('GET /sesion', { credencial })
    assert.deepEqual([cuerpo.actor, cuerpo.roles], [nombre, roles])
  }
  esProblema(await a.pedir('GET /sesion', { credencial: 'inventada' }), 401, 'NoAutenticado')
  for (const ruta of ['/health', '/livez', '/readyz', '/openapi.json', '/spec', '/problemas'])
    assert.equal((await a.pedir(`GET ${ruta}`, { credencial: 'inventada' })).estado, 200, ruta)
})
