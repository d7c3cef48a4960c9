import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { abrirMuestra, type Muestra, pedir, TOKEN } from './http-apoyo.ts'

type Cuerpo = Record<string, unknown> & { errors?: { pointer: string; detail: string }[] }

const esProblema = async (r: Response, estado: number, codigo: string): Promise<Cuerpo> => {
  const texto = await r.text()
  assert.equal(r.status, estado, texto)
  assert.equal(r.headers.get('content-type'), 'application/problem+json')
  const cuerpo = JSON.parse(texto) as Cuerpo
  assert.equal(cuerpo.codigo, codigo)
  assert.equal(cuerpo.type, `/problemas/${codigo}`)
  assert.equal(cuerpo.status, estado)
  assert.equal(cuerpo.instance, r.headers.get('x-request-id'))
  assert.ok(cuerpo.title && cuerpo.detail)
  assert.doesNotMatch(texto, /node_modules|at .*\.ts|select |\/work|\/home/)
  return cuerpo
}

const json = (cuerpo: unknown, tipo = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': tipo },
  body: typeof cuerpo === 'string' ? cuerpo : JSON.stringify(cuerpo),
})

describe('la puerta HTTP', () => {
  let m: Muestra
  before(async () => {
    m = await abrirMuestra()
  })
  after(() => m[Symbol.asyncDispose]())

  test('S10: una petición buena trae los encabezados de seguridad y su id', async () => {
    const r = await pedir(m, '/cosas', { headers: { 'x-request-id': 'mi-id.1' } })
    assert.equal(r.status, 200)
    assert.equal(r.headers.get('x-request-id'), 'mi-id.1')
    assert.equal(r.headers.get('cache-control'), 'no-store')
    assert.equal(r.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(r.headers.get('referrer-policy'), 'no-referrer')
    assert.match(r.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/)
    assert.equal(r.headers.get('access-control-allow-origin'), null)
    assert.equal(r.headers.get('server'), null)
    assert.equal(r.headers.get('x-powered-by'), null)
  })

  test('un id de petición con caracteres raros se cambia por uno nuevo', async () => {
    const r = await pedir(m, '/cosas', { headers: { 'x-request-id': 'a b"<' } })
    assert.match(r.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
  })

  test('sin credencial, con otra o con otro esquema: 401 y WWW-Authenticate', async () => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      `Basic ${TOKEN}`,
      TOKEN,
      `Bearer ${TOKEN}x`,
      `Bearer  ${TOKEN}`,
    ]) {
      const r = await fetch(`${m.url}/cosas`, authorization ? { headers: { authorization } } : {})
      assert.equal(r.headers.get('www-authenticate'), 'Bearer realm="alpes"')
      await esProblema(r, 401, 'NoAutenticado')
    }
  })

  test('lo que no existe tampoco se dice sin credencial', async () => {
    await esProblema(await fetch(`${m.url}/nada`), 401, 'NoAutenticado')
  })

  test('las rutas abiertas y los documentos locales no piden credencial', async () => {
    assert.equal(await (await fetch(`${m.url}/vivo`)).text(), '{"status":"up"}')
    assert.equal((await fetch(`${m.url}/documento`)).status, 200)
  })

  test('fuera de la máquina local los documentos piden credencial', async () => {
    await using lejos = await abrirMuestra({}, false)
    await esProblema(await fetch(`${lejos.url}/documento`), 401, 'NoAutenticado')
    assert.equal((await pedir(lejos, '/documento')).status, 200)
  })

  test('un Origin de otra página se rechaza; el local pasa', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example'])
      await esProblema(await pedir(m, '/cosas', { headers: { origin } }), 403, 'AnfitrionNoPermitido')
    for (const origin of ['http://localhost:5678', 'http://127.0.0.1:5678', 'http://[::1]:1'])
      assert.equal((await pedir(m, '/cosas', { headers: { origin } })).status, 200)
  })

  for (const ruta of [
    '/nada',
    '/cosas/',
    '/Cosas',
    '//cosas',
    '/cosas/a%2fb',
    '/cosas/x/y',
    '/cosas/%00',
    `/cosas/${'a'.repeat(300)}`,
  ])
    test(`la ruta ${ruta.slice(0, 30)} no existe`, async () => {
      await esProblema(await pedir(m, ruta), 404, 'RutaNoEncontrada')
    })

  for (const metodo of ['PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'PATCH'])
    test(`${metodo} donde no va: 405 con Allow`, async () => {
      const r = await pedir(m, '/cosas', { method: metodo })
      assert.equal(r.headers.get('allow'), 'GET, HEAD, POST')
      await esProblema(r, 405, 'MetodoNoPermitido')
    })

  test('una ruta con % roto: 400', async () => {
    await esProblema(await pedir(m, '/cosas/%zz'), 400, 'PeticionMalformada')
  })

  for (const tipo of [
    'text/plain',
    'application/json\t;a',
    'application/json;a',
    'application/JSONP',
    'application/json; charset=latin1',
    'application/x-www-form-urlencoded',
    'application/merge-patch+json',
  ])
    test(`Content-Type ${JSON.stringify(tipo)} en POST: 415`, async () => {
      await esProblema(
        await pedir(m, '/cosas', json({ nombre: 'x' }, tipo)),
        415,
        'TipoDeContenidoNoSoportado',
      )
    })

  test('un cuerpo sin Content-Type: 415', async () => {
    const r = await pedir(m, '/cosas', { method: 'POST', body: Buffer.from('{"nombre":"x"}') })
    await esProblema(r, 415, 'TipoDeContenidoNoSoportado')
  })

  test('un tipo con parámetros buenos se admite y el cuerpo se valida igual', async () => {
    const tipo = 'application/json; charset="utf-8"'
    assert.equal((await pedir(m, '/cosas', json({ nombre: 'x' }, tipo))).status, 201)
    await esProblema(await pedir(m, '/cosas', json({ nombre: '' }, tipo)), 422, 'PeticionInvalida')
  })

  test('el tipo vale con cualquier caja (RFC 9110 §8.3.1), y el cuerpo se valida igual', async () => {
    for (const tipo of ['application/JSON', 'Application/Json; Charset=UTF-8']) {
      assert.equal((await pedir(m, '/cosas', json({ nombre: 'x' }, tipo))).status, 201)
      await esProblema(await pedir(m, '/cosas', json({ nombre: '' }, tipo)), 422, 'PeticionInvalida')
    }
  })

  test('PATCH admite merge-patch y dice qué admite cuando no', async () => {
    const pedirPatch = (tipo: string) =>
      pedir(m, `/cosas/${randomUUID()}`, { ...json({ nombre: 'x' }, tipo), method: 'PATCH' })
    assert.equal((await pedirPatch('application/merge-patch+json')).status, 200)
    const r = await pedirPatch('application/json-patch+json')
    assert.equal(r.headers.get('accept-patch'), 'application/merge-patch+json, application/json')
    await esProblema(r, 415, 'TipoDeContenidoNoSoportado')
  })

  for (const cuerpo of [
    '',
    '{',
    '{"nombre":"x"}}',
    '\ufeff{"nombre":"x"}',
    '{"nombre":"x","nombre":"y"}',
    '{"__proto__":{"nombre":"x"}}',
    '{"nombre":"x","constructor":{}}',
    `{"nombre":${'['.repeat(40)}${']'.repeat(40)}}`,
  ])
    test(`cuerpo ${JSON.stringify(cuerpo.slice(0, 30))}: 400`, async () => {
      await esProblema(await pedir(m, '/cosas', json(cuerpo)), 400, 'JsonInvalido')
    })

  test('POST sin cuerpo donde hace falta: 400', async () => {
    await esProblema(await pedir(m, '/cosas', { method: 'POST' }), 400, 'JsonInvalido')
  })

  for (const [cuerpo, puntero] of [
    ['{}', '/nombre'],
    ['{"nombre":"x","otra":1}', '/otra'],
    ['{"nombre":1}', '/nombre'],
    ['{"nombre":null}', '/nombre'],
    ['{"nombre":""}', '/nombre'],
    ['{"nombre":"a\\u0000"}', '/nombre'],
    ['{"nombre":"\\ud83d"}', '/nombre'],
    [`{"nombre":"${'x'.repeat(201)}"}`, '/nombre'],
    ['{"nombre":"x","cantidad":"1"}', '/cantidad'],
    ['{"nombre":"x","cantidad":1.5}', '/cantidad'],
    ['{"nombre":"x","cantidad":9007199254740993}', '/cantidad'],
    ['{"nombre":"x","cantidad":1e400}', '/cantidad'],
    ['{"nombre":"x","cantidad":-0}', '/cantidad'],
    ['{"nombre":"x","color":"verde"}', '/color'],
    ['{"nombre":"x","partes":[{"a":1,"b~/":2}]}', '/partes/0/b~0~1'],
    ['[]', ''],
    ['"nombre"', ''],
    ['null', ''],
  ] as const)
    test(`cuerpo ${cuerpo.slice(0, 40)}: 422 en ${puntero || 'la raíz'}`, async () => {
      const { errors } = await esProblema(await pedir(m, '/cosas', json(cuerpo)), 422, 'PeticionInvalida')
      assert.ok(
        errors?.some((e) => e.pointer === puntero && e.detail),
        JSON.stringify(errors),
      )
    })

  test('un cuerpo enorme de faltas no da una respuesta enorme', async () => {
    const muchas = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 1]))
    const { errors } = await esProblema(await pedir(m, '/cosas', json(muchas)), 422, 'PeticionInvalida')
    assert.ok((errors?.length ?? 99) <= 20)
  })

  test('la consulta lee enteros y listas, y nada más', async () => {
    const r = await pedir(m, '/cosas?limite=5&estado=Firmado&q=%20ñ')
    assert.deepEqual(await r.json(), { limite: 5, estado: ['Firmado'], q: ' ñ' })
    const dos = await pedir(m, '/cosas?estado=Firmado&estado=Pendiente')
    assert.deepEqual(await dos.json(), { estado: ['Firmado', 'Pendiente'] })
  })

  for (const consulta of [
    'limite=0',
    'limite=-1',
    'limite=1000000000',
    'limite=1e1',
    'limite=0x5',
    'limite=',
    'limite=+5',
    'limite=5&limite=6',
    'limite=1.5',
    'estado=Otro',
    'q=%00',
    'q=a&q=b',
    'otra=1',
    '__proto__=1',
    `q=${'a'.repeat(101)}`,
  ])
    test(`consulta ${consulta.slice(0, 30)}: 422`, async () => {
      await esProblema(await pedir(m, `/cosas?${consulta}`), 422, 'PeticionInvalida')
    })

  test('una ruta sin consulta declarada no admite ninguna', async () => {
    await esProblema(await pedir(m, `/cosas/${randomUUID()}?x=1`), 422, 'PeticionInvalida')
  })

  test('DELETE con cuerpo opcional corre con él y sin él', async () => {
    const ruta = `/cosas/${randomUUID()}`
    assert.deepEqual(await (await pedir(m, ruta, { method: 'DELETE' })).json(), { motivo: null })
    const con = await pedir(m, ruta, { ...json({ motivo: 'm' }), method: 'DELETE' })
    assert.deepEqual(await con.json(), { motivo: 'm' })
    const mal = await pedir(m, ruta, { ...json({ motivo: 1 }), method: 'DELETE' })
    await esProblema(mal, 422, 'PeticionInvalida')
  })

  test('S13: un defecto nuestro da 500 sin contar nada', async () => {
    const cuerpo = await esProblema(await pedir(m, '/rota'), 500, 'ErrorInterno')
    assert.doesNotMatch(JSON.stringify(cuerpo), /secreto|tabla/)
  })
})

describe('la puerta con el servicio apurado', () => {
  test('deteniéndose: 503 y Connection: close, salvo las rutas abiertas', async () => {
    await using m = await abrirMuestra()
    m.drenar()
    const r = await pedir(m, '/cosas')
    assert.equal(r.headers.get('connection'), 'close')
    assert.ok(r.headers.get('retry-after'))
    await esProblema(r, 503, 'EnDrenaje')
    assert.equal((await fetch(`${m.url}/vivo`)).status, 200)
  })

  test('S8: demasiadas en curso: 503 con Retry-After antes de leer el cuerpo', async () => {
    await using m = await abrirMuestra({ enCurso: 1 })
    const lenta = pedir(m, '/lenta', { method: 'POST' })
    await hasta(() => m.ejecutadas.length === 1)
    const r = await pedir(m, '/cosas', json({ nombre: 'x' }))
    assert.equal(r.headers.get('retry-after'), '1')
    await esProblema(r, 503, 'Sobrecarga')
    m.soltar()
    assert.equal((await lenta).status, 200)
    await hasta(async () => (await pedir(m, '/cosas')).status === 200)
  })

  test('una orden que no responde a tiempo: 503 y el resultado no se sabe', async () => {
    await using m = await abrirMuestra({ plazoManejador: 50 })
    await esProblema(await pedir(m, '/lenta', { method: 'POST' }), 503, 'ResultadoDesconocido')
    await esProblema(await pedir(m, '/lenta', json({})), 503, 'ResultadoDesconocido')
  })
})

/** Espera a que se cumpla algo; falla a los cinco segundos. */
const hasta = async (condicion: () => boolean | Promise<boolean>): Promise<void> => {
  const fin = performance.now() + 5_000
  while (!(await condicion())) {
    if (performance.now() > fin) throw new Error('no se cumplió a tiempo')
    await new Promise((seguir) => setImmediate(seguir))
  }
}
