import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { leerConfig } from '#config/config.ts'
import { ADMIN, type ApiPrueba, abrirApiPrueba } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import type { Rol } from '#seedwork/presentacion/autenticacion.ts'
import { abrirUi, type ServicioUi } from '../../src/ui/servicio.ts'

/** La página fuera del modo local: se entra con una clave, y se puede lo que puede la clave. */
let api: ApiPrueba
let ui: ServicioUi

before(async () => {
  api = await abrirApiPrueba({ accesoPropio: true })
  const { url: apiUrl, fuente, autenticar } = api.servicio
  ui = await abrirUi(leerConfig({ PUERTO_UI: '0', PUERTO_METRICAS: '0', TLS: 'delante' }), {
    ...{ registro: sinRegistro, token: ADMIN, version: '0.0.0', fuente, autenticar, apiUrl },
    latidoMs: 50,
  })
  await esperarQue('el lector está situado', async () => {
    const { partes } = (await (await fetch(`${ui.url}/readyz`)).json()) as { partes: { bitacora: boolean } }
    return partes.bitacora
  })
})
after(async () => {
  await ui[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const clave = async (roles: readonly Rol[]): Promise<{ id: string; clave: string }> =>
  (await api.pedir('POST /claves', { cuerpo: { nombre: `p-${roles[0]}`, roles, motivo: 'prueba' } })).cuerpo

const pedir = (ruta: string, o: RequestInit = {}) => fetch(ui.url + ruta, { redirect: 'manual', ...o })

const presentar = (credencial: string, cabeceras: Record<string, string> = { origin: ui.url }) =>
  pedir('/sesion', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...cabeceras },
    body: new URLSearchParams({ clave: credencial }).toString(),
  })

const entrar = async (credencial: string): Promise<string> => {
  const r = await presentar(credencial)
  assert.equal(r.status, 303, await r.text())
  return r.headers.get('set-cookie')?.split(';')[0] ?? ''
}

test('se entra con una clave por un formulario, y la galleta no la enseña', async () => {
  const { clave: credencial } = await clave(['lector'])
  const puerta = await pedir('/', { headers: { accept: 'text/html' } })
  assert.equal(puerta.status, 401)
  const html = await puerta.text()
  assert.match(html, /<form method="post" action="\/sesion">/)
  assert.doesNotMatch(html, /token/)
  const r = await presentar(credencial)
  const galleta = r.headers.get('set-cookie') ?? ''
  assert.match(galleta, /; HttpOnly; SameSite=Strict; Secure$/)
  assert.ok(!galleta.includes(credencial.slice(20)))
  const cookie = galleta.split(';')[0] ?? ''
  const { actor, roles } = (await (await pedir('/sesion', { headers: { cookie } })).json()) as Record<
    string,
    unknown
  >
  assert.deepEqual([actor, roles], ['p-lector', ['lector']])
})

test('la sesión puede lo que puede su papel: el BFF no presta otra credencial', async () => {
  const cookie = await entrar((await clave(['lector'])).clave)
  assert.equal((await pedir('/api/contratos', { headers: { cookie } })).status, 200)
  const alta = {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', origin: ui.url, cookie },
  }
  assert.equal((await pedir('/api/clientes', alta)).status, 403)
  assert.equal((await pedir('/api/claves', { headers: { cookie } })).status, 403)
  assert.equal((await pedir('/api/suscripciones', { headers: { cookie } })).status, 403)
})

test('una clave mala no entra, ni por la URL, ni desde otra página', async () => {
  const { clave: credencial } = await clave(['lector'])
  assert.equal((await presentar('pk_inventada')).status, 401)
  assert.equal((await presentar('')).status, 401)
  for (const cabeceras of [{ origin: 'http://ajeno.example' }, {}, { origin: 'null' }] as Record<
    string,
    string
  >[]) {
    const r = await presentar(credencial, cabeceras)
    assert.notEqual(r.status, 303, JSON.stringify(cabeceras))
    assert.equal(r.headers.get('set-cookie'), null)
  }
  const enUrl = await pedir(`/?token=${credencial}`, { headers: { accept: 'text/html' } })
  assert.equal(enUrl.status, 401)
  assert.equal(enUrl.headers.get('set-cookie'), null)
})

test('revocar la clave cierra sus sesiones', async () => {
  const { id, clave: credencial } = await clave(['gestor'])
  const cookie = await entrar(credencial)
  assert.equal((await pedir('/api/contratos', { headers: { cookie } })).status, 200)
  await api.pedir(`DELETE /claves/${id}`, { cuerpo: { motivo: 'prueba' } })
  assert.equal((await pedir('/api/contratos', { headers: { cookie } })).status, 401)
})

test('una galleta cerrada no vale aunque alguien la haya copiado, y una retocada tampoco', async () => {
  const cookie = await entrar((await clave(['lector'])).clave)
  const [nombre, valor = ''] = cookie.split('=')
  const retocada = `${nombre}=${valor.slice(0, -2)}${valor.endsWith('AA') ? 'BB' : 'AA'}`
  assert.equal((await pedir('/api/contratos', { headers: { cookie: retocada } })).status, 401)
  const salida = await pedir('/sesion', { method: 'DELETE', headers: { cookie, origin: ui.url } })
  assert.equal(salida.status, 204)
  assert.equal((await pedir('/api/contratos', { headers: { cookie } })).status, 401)
})

type Trama = { op: string; hasta?: Record<string, number>; codigo?: string; topico?: string }

const abrirWs = async (headers: Record<string, string>, ruta = '/ws') => {
  const ws = new WebSocket(`${ui.url.replace('http', 'ws')}${ruta}`, ['alpes.v1'], { headers })
  const tramas: Trama[] = []
  ws.on('message', (d: Buffer) => tramas.push(JSON.parse(d.toString()) as Trama))
  const cierre = once(ws, 'close').then(([codigo]) => codigo as number)
  cierre.catch(() => {})
  await once(ws, 'open')
  return { ws, tramas, cierre }
}

const LEEN: readonly Rol[] = ['lector', 'gestor', 'operador', 'admin']
const OPERAN: readonly Rol[] = ['operador', 'admin']

/** Qué papeles siguen cada tópico, según el contrato (`red.md` §4), no según el código. */
const TOPICOS: readonly (readonly [string, readonly Rol[]])[] = [
  ['eventos-contrato', LEEN],
  ['eventos-inmueble', LEEN],
  ['eventos-cliente', LEEN],
  ['eventos-reserva', LEEN],
  ['comandos-contrato', OPERAN],
  ['comandos-reserva', OPERAN],
  ['resultados-comando', []],
]

for (const rol of ['lector', 'gestor', 'firmante', 'operador', 'admin'] as const)
  test(`WebSocket: lo que puede seguir ${rol}`, async () => {
    const { clave: credencial } = await clave([rol])
    const { ws, tramas } = await abrirWs({ authorization: `Bearer ${credencial}` })
    for (const [topico, permitidos] of TOPICOS) {
      tramas.length = 0
      ws.send(JSON.stringify({ op: 'suscribir', topicos: [topico] }))
      await esperarQue('contesta', async () => tramas.some((t) => t.op === 'suscrito'))
      const negado = tramas.some(
        (t) => t.op === 'error' && t.codigo === 'NoAutorizado' && t.topico === topico,
      )
      const seguido = tramas.some((t) => t.op === 'suscrito' && topico in (t.hasta ?? {}))
      assert.deepEqual([negado, seguido], [!permitidos.includes(rol), permitidos.includes(rol)], topico)
    }
    ws.close()
  })

test('S6: el WebSocket se cierra con 4401 al revocarse la clave', async () => {
  const { id, clave: credencial } = await clave(['lector'])
  const { cierre } = await abrirWs({ authorization: `Bearer ${credencial}` })
  await api.pedir(`DELETE /claves/${id}`, { cuerpo: { motivo: 'prueba' } })
  assert.equal(await cierre, 4401)
})

test('S6: con la galleta, sólo desde nuestra página; cerrarla cierra el WebSocket', async () => {
  const cookie = await entrar((await clave(['lector'])).clave)
  await assert.rejects(abrirWs({ cookie }), /401/)
  await assert.rejects(abrirWs({ cookie, origin: 'http://ajeno.example' }), /403/)
  const { cierre } = await abrirWs({ cookie, origin: ui.url })
  await pedir('/sesion', { method: 'DELETE', headers: { cookie, origin: ui.url } })
  assert.equal(await cierre, 4401)
})

test('S6: fuera del modo local, una credencial en la URL no abre el WebSocket', async () => {
  await assert.rejects(abrirWs({}, `/ws?token=${(await clave(['admin'])).clave}`), /401/)
})
