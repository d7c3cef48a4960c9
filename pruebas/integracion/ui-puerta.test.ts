import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { abrirPaginaPrueba, type PaginaPrueba, TOKEN } from '#pruebas/apoyo/pagina-ws.ts'

type Visto = { metodo: string; ruta: string; cabeceras: IncomingHttpHeaders; cuerpo: string }

/** Un servicio detrás, que anota lo que le llega y contesta lo que se le dice. */
const vistos: Visto[] = []
const detras = createServer((peticion, respuesta) => {
  let cuerpo = ''
  peticion.setEncoding('utf8').on('data', (trozo: string) => {
    cuerpo += trozo
  })
  peticion.on('end', () => {
    const { method = '', url = '', headers } = peticion
    vistos.push({ metodo: method, ruta: url, cabeceras: headers, cuerpo })
    respuesta.writeHead(url === '/problema' ? 409 : 201, {
      'content-type': url === '/problema' ? 'application/problem+json' : 'application/json',
      etag: '"7"',
      location: '/contratos/abc',
      'alpes-posicion': 'eventos-contrato=9',
      'retry-after': '1',
      'set-cookie': 'espia=1',
      'x-interno': 'no debe salir',
    })
    respuesta.end(JSON.stringify({ servicio: 'de detrás', url }))
  })
})

const publico = mkdtempSync(join(tmpdir(), 'alpes-pagina-'))
let pagina: PaginaPrueba

before(async () => {
  detras.listen(0, '127.0.0.1')
  await once(detras, 'listening')
  mkdirSync(join(publico, 'assets'))
  writeFileSync(
    join(publico, 'index.html'),
    '<!doctype html><html lang="es" data-tema="sistema"><p>la página</p></html>',
  )
  writeFileSync(join(publico, 'assets/a-123.js'), 'console.log(1)\n'.repeat(200))
  const url = `http://127.0.0.1:${(detras.address() as AddressInfo).port}`
  pagina = await abrirPaginaPrueba({ apiUrl: url, notificacionesUrl: `${url}/n`, publico })
})

after(async () => {
  await pagina[Symbol.asyncDispose]()
  detras.closeAllConnections()
  detras.close()
  rmSync(publico, { recursive: true, force: true })
})

const HTML = { accept: 'text/html,*/*' }
const pedir = (ruta: string, o: RequestInit = {}) => fetch(pagina.ui.url + ruta, { redirect: 'manual', ...o })

const entrar = async (): Promise<string> => {
  const r = await pedir(`/?token=${TOKEN}`, { headers: HTML })
  return r.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** `fetch` no deja escribir `Host`. */
const conHost = async (host: string): Promise<number | undefined> => {
  const r = request(`${pagina.ui.url}/`, { headers: { host } }).end()
  const [respuesta] = (await once(r, 'response')) as [IncomingMessage]
  respuesta.resume()
  return respuesta.statusCode
}

test('S1: el token se cambia por una galleta y desaparece de la URL', async () => {
  const r = await pedir(`/contratos?estado=Pendiente&token=${TOKEN}&lang=en`, { headers: HTML })
  assert.equal(r.status, 303)
  assert.equal(r.headers.get('location'), '/contratos?estado=Pendiente&lang=en')
  assert.match(
    r.headers.get('set-cookie') ?? '',
    /^alpes_sesion_\d+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  const cookie = r.headers.get('set-cookie')?.split(';')[0] ?? ''
  const dentro = await pedir('/contratos', { headers: { ...HTML, cookie } })
  assert.equal(dentro.status, 200)
  assert.match(await dentro.text(), /la página/)
})

test('la dirección que imprime el arranque se abre también con lo que no es un navegador', async () => {
  for (const headers of [{}, { accept: 'application/json, */*;q=0.8' }]) {
    const r = await pedir(`/?token=${TOKEN}`, { headers })
    assert.equal(r.status, 303)
    const cookie = r.headers.get('set-cookie')?.split(';')[0] ?? ''
    const dentro = await pedir('/', { headers: { ...headers, cookie } })
    assert.match(await dentro.text(), /la página/)
  }
  const json = { headers: { accept: 'application/json' } }
  assert.equal((await pedir(`/?token=${TOKEN}`, json)).headers.get('set-cookie'), null)
  assert.equal((await pedir(`/api/contratos?token=${TOKEN}`)).status, 401)
})

test('el canje no lleva a otra máquina', async () => {
  const r = await pedir(`//ajeno.example/x?token=${TOKEN}`, { headers: HTML })
  assert.equal(r.headers.get('location'), '/ajeno.example/x')
})

test('sin sesión la puerta está cerrada, y lo explica en el idioma de quien llega', async () => {
  for (const [idioma, texto] of [
    ['es', 'Falta la llave'],
    ['en-US,en', 'The key is missing'],
  ] as const) {
    const r = await pedir('/contratos', { headers: { ...HTML, 'accept-language': idioma } })
    assert.equal(r.status, 401)
    assert.match(await r.text(), new RegExp(texto))
  }
  const malo = await pedir('/?token=no-es-este', { headers: HTML })
  assert.equal(malo.status, 401)
  assert.equal(malo.headers.get('set-cookie'), null)
  const api = await pedir('/api/contratos')
  assert.equal(api.status, 401)
  assert.equal(api.headers.get('content-type'), 'application/problem+json; charset=utf-8')
  assert.equal(((await api.json()) as { codigo: string }).codigo, 'NoAutenticado')
  for (const falsa of ['alpes_sesion_1=x', `alpes_sesion_${pagina.ui.puerto}=9999999999999.a.b`])
    assert.equal((await pedir('/contratos', { headers: { cookie: falsa } })).status, 401)
})

test('S1: un nombre de máquina ajeno no entra (DNS rebinding)', async () => {
  assert.equal(await conHost('ajeno.example'), 421)
  assert.equal(await conHost('ajeno.example:80'), 421)
  assert.equal(await conHost(`localhost:${pagina.ui.puerto}`), 401)
})

test('S1: lo que cambia algo sólo vale desde nuestra página, o con el token', async () => {
  const cookie = await entrar()
  const mandar = (headers: Record<string, string>) =>
    pedir('/api/inmuebles', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', ...headers },
    })
  const ajena = await mandar({ cookie, origin: 'http://ajeno.example' })
  assert.equal(ajena.status, 403)
  const { codigo, title, detail, instance } = (await ajena.json()) as Record<string, string>
  assert.equal(codigo, 'OrigenNoPermitido')
  assert.ok(title && detail && instance, 'un problema de la página también está entero')
  assert.equal((await mandar({ cookie })).status, 403, 'sin Origin y con galleta')
  assert.equal((await mandar({ cookie, 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await mandar({ cookie, origin: pagina.ui.url })).status, 201)
  assert.equal((await mandar({ authorization: `Bearer ${TOKEN}` })).status, 201)
})

test('el BFF pone la credencial, deja pasar lo acordado y nada más, en los dos sentidos', async () => {
  const cookie = await entrar()
  const r = await pedir('/api/contratos/abc?x=1&x=2', {
    method: 'PATCH',
    body: '{"monto":"1"}',
    headers: {
      ...{ cookie, origin: pagina.ui.url, 'content-type': 'application/json', 'if-match': '"6"' },
      ...{ 'idempotency-key': 'k-1', prefer: 'respond-async', 'alpes-esperar': 'eventos-contrato=3' },
      ...{ 'x-forwarded-for': '10.0.0.1', 'x-otra': 'no' },
    },
  })
  const visto = vistos.at(-1)
  assert.equal(`${visto?.metodo} ${visto?.ruta}`, 'PATCH /contratos/abc?x=1&x=2')
  assert.equal(visto?.cuerpo, '{"monto":"1"}')
  const { cabeceras = {} } = visto ?? {}
  assert.equal(cabeceras.authorization, `Bearer ${TOKEN}`)
  for (const [nombre, valor] of [
    ['if-match', '"6"'],
    ['idempotency-key', 'k-1'],
    ['prefer', 'respond-async'],
    ['alpes-esperar', 'eventos-contrato=3'],
    ['cookie', undefined],
    ['origin', undefined],
    ['x-forwarded-for', undefined],
    ['x-otra', undefined],
  ] as const)
    assert.equal(cabeceras[nombre], valor, nombre)
  assert.equal(r.status, 201)
  assert.equal(r.headers.get('etag'), '"7"')
  assert.equal(r.headers.get('alpes-posicion'), 'eventos-contrato=9')
  assert.equal(r.headers.get('retry-after'), '1')
  assert.equal(r.headers.get('location'), '/api/contratos/abc')
  assert.equal(r.headers.get('x-interno'), null)
  assert.equal(r.headers.get('set-cookie'), null)
  assert.equal(r.headers.get('cache-control'), 'no-store')
})

test('cada ruta va a su servicio; los problemas pasan como vienen', async () => {
  const headers = { cookie: await entrar() }
  for (const [ruta, llega] of [
    ['/api/notificaciones?estado=enviada', '/n/notificaciones?estado=enviada'],
    ['/api/correo', '/n/correo'],
    ['/api/correos', '/correos'],
    ['/api/openapi.json', '/openapi.json'],
    ['/openapi.json', '/openapi.json'],
    ['/problemas/SolapeDeVigencia', '/problemas/SolapeDeVigencia'],
    ['/descargas/contratos.csv?estado=Firmado', '/contratos?estado=Firmado'],
  ] as const) {
    assert.equal((await pedir(ruta, { headers })).status, 201, ruta)
    assert.equal(vistos.at(-1)?.ruta, llega)
  }
  assert.equal(vistos.at(-1)?.cabeceras.accept, 'text/csv')
  const problema = await pedir('/api/problema', { headers })
  assert.equal(problema.status, 409)
  assert.equal(problema.headers.get('content-type'), 'application/problem+json')
  assert.equal((await pedir('/descargas/..%2fclaves', { headers })).status, 404)
})

test('un servicio caído es un 502 que se entiende, y un cuerpo enorme un 413', async () => {
  await using sola = await abrirPaginaPrueba({
    apiUrl: 'http://127.0.0.1:9',
    notificacionesUrl: 'http://127.0.0.1:9',
  })
  const headers = { authorization: `Bearer ${TOKEN}` }
  const r = await fetch(`${sola.ui.url}/api/contratos`, { headers })
  assert.equal(r.status, 502)
  assert.equal(r.headers.get('retry-after'), '2')
  assert.equal(((await r.json()) as { codigo: string }).codigo, 'ServicioNoDisponible')
  const grande = await fetch(`${sola.ui.url}/api/contratos`, {
    method: 'POST',
    headers,
    body: 'x'.repeat(300_000),
  })
  assert.equal(grande.status, 413)
})

test('S10: los archivos llevan huella y caché; el documento, no; y todo, sus cabeceras de seguridad', async () => {
  const js = await pedir('/assets/a-123.js')
  assert.equal(js.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(js.headers.get('content-encoding'), 'gzip')
  const otra = await pedir('/assets/a-123.js', { headers: { 'if-none-match': js.headers.get('etag') ?? '' } })
  assert.equal(otra.status, 304)
  const headers = { ...HTML, cookie: `${await entrar()}; tema=oscuro; idioma=en` }
  const documento = await pedir('/', { headers })
  assert.equal(documento.headers.get('cache-control'), 'no-store')
  assert.match(await documento.text(), /<html lang="en" data-tema="oscuro">/)
  assert.match(await (await pedir('/contratos?lang=es', { headers })).text(), /<html lang="es"/)
  const csp = documento.headers.get('content-security-policy') ?? ''
  assert.match(csp, /default-src 'none'; script-src 'self'; style-src 'self'/)
  assert.ok(!csp.includes('unsafe'))
  assert.equal(documento.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(documento.headers.get('referrer-policy'), 'no-referrer')
  assert.equal((await pedir('/no-hay.png', { headers: { cookie: await entrar() } })).status, 404)
})

test('la sesión se puede mirar y cerrar; la salud está abierta', async () => {
  const cookie = await entrar()
  const mia = await pedir('/sesion', { headers: { cookie } })
  assert.deepEqual(await mia.json(), { actor: 'local', rol: 'admin', roles: ['admin'], version: '0.0.0' })
  const cerrada = await pedir('/sesion', { method: 'DELETE', headers: { cookie, origin: pagina.ui.url } })
  assert.match(cerrada.headers.get('set-cookie') ?? '', /Max-Age=0/)
  assert.deepEqual(await (await pedir('/health')).json(), { status: 'up' })
  assert.deepEqual(await (await pedir('/livez')).json(), { status: 'up' })
  const lista = await pedir('/readyz')
  assert.equal(lista.status, 200)
})

test('sin construir la página, lo dice', async () => {
  await using sola = await abrirPaginaPrueba()
  const r = await fetch(`${sola.ui.url}/`, { headers: { ...HTML, authorization: `Bearer ${TOKEN}` } })
  assert.equal(r.status, 503)
  assert.match(await r.text(), /no está construida/)
  assert.equal((await fetch(`${sola.ui.url}/readyz`)).status, 503)
})
