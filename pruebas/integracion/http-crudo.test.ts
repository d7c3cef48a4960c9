import assert from 'node:assert/strict'
import net from 'node:net'
import { after, before, describe, test } from 'node:test'
import { abrirMuestra, crudo, type Muestra, TOKEN } from './http-apoyo.ts'

/** Corpus fijo de contrabando y de sintaxis HTTP: bytes escritos a mano en un socket. */

const A = `Authorization: Bearer ${TOKEN}\r\n`
const H = `Host: 127.0.0.1\r\n${A}`
const CUERPO = '{"nombre":"contrabando"}'
const J = `${H}Content-Type: application/json\r\n`
/** Una orden buena; pegada detrás de una petición rota no debe correr nunca. */
const BUENA = `POST /cosas HTTP/1.1\r\n${J}Content-Length: ${CUERPO.length}\r\n\r\n${CUERPO}`
const post = (encabezados: string, cuerpo = '') => `POST /cosas HTTP/1.1\r\n${J}${encabezados}\r\n${cuerpo}`
const get = (encabezados: string) => `GET /cosas HTTP/1.1\r\n${encabezados}\r\n`
const trozo = `${CUERPO.length.toString(16)}\r\n${CUERPO}\r\n0\r\n\r\n`
const muchos = Array.from({ length: 101 }, (_, i) => `X${i}: 1\r\n`).join('')

const CIERRAN: readonly (readonly [string, number, string])[] = [
  [
    'Content-Length y Transfer-Encoding',
    400,
    post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', trozo),
  ],
  [
    'Transfer-Encoding y Content-Length',
    400,
    post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', trozo),
  ],
  ['dos Transfer-Encoding', 400, post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', trozo)],
  ['chunked que no es el último', 400, post('Transfer-Encoding: chunked, identity\r\n', trozo)],
  ['gzip antes de chunked', 400, post('Transfer-Encoding: gzip, chunked\r\n', trozo)],
  ['chunked con cola', 400, post('Transfer-Encoding: chunked;q=1\r\n', trozo)],
  ['xchunked', 400, post('Transfer-Encoding: xchunked\r\n', trozo)],
  ['un tabulador antes de chunked', 400, post('Transfer-Encoding: \x0bchunked\r\n', trozo)],
  ['dos Content-Length iguales', 400, post('Content-Length: 24\r\nContent-Length: 24\r\n', CUERPO)],
  ['dos Content-Length distintos', 400, post('Content-Length: 24\r\nContent-Length: 0\r\n', CUERPO)],
  ['Content-Length en lista', 400, post('Content-Length: 24, 24\r\n', CUERPO)],
  ['Content-Length negativo', 400, post('Content-Length: -1\r\n', CUERPO)],
  ['Content-Length con signo', 400, post('Content-Length: +24\r\n', CUERPO)],
  ['Content-Length hexadecimal', 400, post('Content-Length: 0x18\r\n', CUERPO)],
  ['Content-Length vacío', 400, post('Content-Length: \r\n', CUERPO)],
  ['Content-Length de 2^63', 413, post('Content-Length: 9223372036854775808\r\n', CUERPO)],
  ['Content-Length de 2^64', 400, post('Content-Length: 18446744073709551616\r\n', CUERPO)],
  ['Content-Length sobre el tope', 413, post('Content-Length: 262145\r\n', CUERPO)],
  ['espacio antes de los dos puntos', 400, get(`${H}X-A : 1\r\n`)],
  ['espacio en Content-Length antes de los dos puntos', 400, post('Content-Length : 24\r\n', CUERPO)],
  ['espacio antes del nombre', 400, get(`${H} X-A: 1\r\n`)],
  ['espacio antes del primer nombre', 400, get(` X-A: 1\r\n${H}`)],
  ['LF sin CR en todo', 400, get(H).replaceAll('\r', '')],
  ['LF sin CR en un encabezado', 400, get(`X-A: 1\n${H}`)],
  ['CR sin LF en un encabezado', 400, get(`X-A: 1\rX-B: 2\r\n${H}`)],
  ['pliegue (obs-fold)', 400, get(`${H}X-A: 1\r\n 2\r\n`)],
  ['pliegue con tabulador', 400, get(`${H}X-A: 1\r\n\t2\r\n`)],
  ['NUL en un valor', 400, get(`${H}X-A: a\0b\r\n`)],
  ['NUL en un nombre', 400, get(`${H}X\0A: 1\r\n`)],
  ['nombre vacío', 400, get(`${H}: 1\r\n`)],
  ['línea sin dos puntos', 400, get(`${H}X-A\r\n`)],
  ['sin Host', 400, get(A)],
  ['dos Host', 400, get(`Host: 127.0.0.1\r\n${H}`)],
  ['dos Host distintos', 400, get(`Host: evil.example\r\n${H}`)],
  ['Host con camino', 400, get(`Host: 127.0.0.1/x\r\n${A}`)],
  ['Host con usuario', 400, get(`Host: a@127.0.0.1\r\n${A}`)],
  ['Host vacío', 400, get(`Host: \r\n${A}`)],
  ['ruta absoluta', 400, `GET http://127.0.0.1/cosas HTTP/1.1\r\n${H}\r\n`],
  ['asterisco', 400, `OPTIONS * HTTP/1.1\r\n${H}\r\n`],
  ['método desconocido', 400, `FOO /cosas HTTP/1.1\r\n${H}\r\n`],
  ['método en minúsculas', 400, `get /cosas HTTP/1.1\r\n${H}\r\n`],
  ['versión de HTTP desconocida', 400, `GET /cosas HTTP/9.9\r\n${H}\r\n`],
  ['versión sin punto', 400, `GET /cosas HTTP/11\r\n${H}\r\n`],
  ['sin versión', 400, `GET /cosas\r\n${H}\r\n`],
  ['prefacio de HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['saludo de TLS', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  [
    'extensión de trozo enorme (CVE-2024-22019)',
    413,
    post('Transfer-Encoding: chunked\r\n', `18;${'a'.repeat(20_000)}\r\n${CUERPO}\r\n0\r\n\r\n`),
  ],
  [
    'tamaño de trozo que no es hexadecimal',
    400,
    post('Transfer-Encoding: chunked\r\n', `zz\r\n${CUERPO}\r\n0\r\n\r\n`),
  ],
  [
    'tamaño de trozo enorme',
    400,
    post('Transfer-Encoding: chunked\r\n', `fffffffffffffffff\r\n${CUERPO}\r\n`),
  ],
  [
    'trozo más largo que lo que dice',
    400,
    post('Transfer-Encoding: chunked\r\n', `2\r\n${CUERPO}\r\n0\r\n\r\n`),
  ],
  [
    'cuerpo en trozos sobre el tope',
    413,
    post('Transfer-Encoding: chunked\r\n', `10000\r\n${'a'.repeat(65_536)}\r\n`.repeat(6)),
  ],
  ['un encabezado de 20 KiB', 431, get(`${H}X-A: ${'a'.repeat(20_000)}\r\n`)],
  ['101 encabezados', 431, get(`${H}${muchos}`)],
  ['una URL de 9 KiB', 414, `GET /cosas?q=${'a'.repeat(9_000)} HTTP/1.1\r\n${H}\r\n`],
  ['GET con cuerpo', 400, `${get(`${H}Content-Length: 24\r\n`)}${CUERPO}`],
  ['cuerpo comprimido', 415, post('Content-Encoding: gzip\r\nContent-Length: 24\r\n', CUERPO)],
  ['dos Content-Type', 415, post('Content-Type: text/plain\r\nContent-Length: 24\r\n', CUERPO)],
  [
    'dos Idempotency-Key',
    400,
    post('Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 24\r\n', CUERPO),
  ],
  ['dos Authorization', 400, post(`${A}Content-Length: 24\r\n`, CUERPO)],
  ['dos If-Match', 400, post('If-Match: "1"\r\nIf-Match: "2"\r\nContent-Length: 24\r\n', CUERPO)],
]

describe('S8: bytes que no forman una petición sin ambigüedad', () => {
  let m: Muestra
  before(async () => {
    m = await abrirMuestra()
  })
  after(() => m[Symbol.asyncDispose]())

  for (const [nombre, estado, bytes] of CIERRAN)
    test(`${nombre}: ${estado}, se cierra y lo encolado no corre`, async () => {
      m.ejecutadas.length = 0
      const r = await crudo(m.puerto, Buffer.from(bytes + BUENA, 'latin1'))
      assert.equal(r.estados[0], estado, r.texto)
      assert.equal(r.estados.length, 1, 'una sola respuesta')
      assert.ok(r.cerrado, 'la conexión debe cerrarse')
      assert.match(r.texto, /connection: close/i)
      assert.match(r.texto, /content-type: application\/problem\+json/i)
      assert.match(r.texto, /x-content-type-options: nosniff/i)
      assert.deepEqual(m.ejecutadas, [])
    })

  test('después de todo lo anterior el servicio sigue atendiendo', async () => {
    const r = await crudo(m.puerto, `${BUENA}${BUENA}`, 300)
    assert.deepEqual(r.estados, [201, 201])
  })

  test('una petición en trozos bien hecha corre', async () => {
    const r = await crudo(m.puerto, post('Transfer-Encoding: chunked\r\n', trozo), 300)
    assert.deepEqual(r.estados, [201])
  })

  for (const ruta of ['/vivo/../cosas', '/%2e%2e/cosas', '/./cosas', '/cosas;a=1', '/cosas%2f'])
    test(`la ruta ${ruta} no se acomoda a otra: 404`, async () => {
      const r = await crudo(m.puerto, `GET ${ruta} HTTP/1.1\r\n${H}\r\n`, 300)
      assert.deepEqual(r.estados, [404])
    })

  test('TRACE no repite nada: 405', async () => {
    const r = await crudo(m.puerto, `TRACE /cosas HTTP/1.1\r\n${H}\r\n`, 300)
    assert.deepEqual(r.estados, [405])
    assert.match(r.texto, /allow: GET, HEAD, POST/i)
    assert.ok(!r.texto.includes(TOKEN))
  })

  test('CONNECT no abre túneles', async () => {
    const r = await crudo(m.puerto, `CONNECT evil.example:443 HTTP/1.1\r\n${H}\r\n`)
    assert.deepEqual(r.estados, [405])
    assert.ok(r.cerrado)
  })

  test('una expectativa desconocida se ignora, con 100-continue se sigue', async () => {
    const con = (e: string) => crudo(m.puerto, post(`Expect: ${e}\r\nContent-Length: 24\r\n`, CUERPO), 300)
    assert.deepEqual((await con('algo')).estados, [201])
    assert.deepEqual((await con('100-continue')).estados, [100, 201])
  })

  test('una subida a otro protocolo se atiende como HTTP corriente', async () => {
    const r = await crudo(m.puerto, get(`${H}Connection: Upgrade\r\nUpgrade: websocket\r\n`), 300)
    assert.deepEqual(r.estados, [200])
  })

  test('los bytes rotos detrás de una orden en curso esperan su respuesta y no la mezclan', async () => {
    const lenta = `POST /lenta HTTP/1.1\r\n${H}\r\n`
    const leida = crudo(m.puerto, `${lenta}ROTO\r\n\r\n${BUENA}`)
    m.soltar()
    const r = await leida
    assert.deepEqual(r.estados, [200])
    assert.ok(r.cerrado)
  })

  test('extensiones de trozo sin fin: se corta y la memoria no crece', async () => {
    const antes = process.memoryUsage.rss()
    const leido = await new Promise<string>((resolver) => {
      let texto = ''
      const socket = net.connect(m.puerto, '127.0.0.1', () => {
        socket.write(post('Transfer-Encoding: chunked\r\n', '5;'))
        const seguir = () => {
          while (socket.writable && socket.write('a'.repeat(16_384)));
        }
        socket.on('drain', seguir)
        seguir()
      })
      socket.on('data', (t) => {
        texto += t.toString('latin1')
      })
      socket.on('error', () => {})
      socket.on('close', () => resolver(texto))
    })
    assert.match(leido, /^(HTTP\/1\.1 413|$)/)
    assert.ok(process.memoryUsage.rss() - antes < 64 * 2 ** 20)
  })
})

describe('S8: peticiones que llegan demasiado despacio', () => {
  let m: Muestra
  before(async () => {
    m = await abrirMuestra({ plazoEncabezados: 150, plazoPeticion: 300, revision: 20 })
  })
  after(() => m[Symbol.asyncDispose]())

  for (const [nombre, bytes] of [
    ['los encabezados', `POST /cosas HTTP/1.1\r\n${H}`],
    ['el cuerpo', post('Content-Length: 24\r\n', '{"nombre"')],
    ['un trozo', post('Transfer-Encoding: chunked\r\n', '18\r\n{"nom')],
  ] as const)
    test(`${nombre} a medias: 408 y se cierra`, async () => {
      const r = await crudo(m.puerto, bytes)
      assert.deepEqual(r.estados, [408])
      assert.ok(r.cerrado)
      assert.match(r.texto, /"codigo":"PlazoDePeticion"/)
      assert.deepEqual(m.ejecutadas, [])
    })
})

describe('un corte del cliente en cualquier byte', () => {
  test('ni tumba el servicio ni ejecuta a medias', async () => {
    await using m = await abrirMuestra()
    for (let corte = 1; corte < BUENA.length; corte += 7)
      await new Promise<void>((seguir) => {
        const socket = net.connect(m.puerto, '127.0.0.1', () => {
          socket.write(BUENA.slice(0, corte), () => socket.destroy())
        })
        socket.on('error', () => {})
        socket.on('close', () => seguir())
      })
    assert.deepEqual(m.ejecutadas, [])
    const r = await crudo(m.puerto, BUENA, 300)
    assert.deepEqual(r.estados, [201])
  })
})
