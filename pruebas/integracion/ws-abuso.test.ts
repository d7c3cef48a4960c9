import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { mensaje } from '#pruebas/apoyo/mensaje.ts'
import { abrirPaginaPrueba, conectarWs, rechazoWs, TOKEN } from '#pruebas/apoyo/pagina-ws.ts'

const galletaDe = async (url: string): Promise<string> => {
  const r = await fetch(`${url}/?token=${TOKEN}`, { headers: { accept: 'text/html' }, redirect: 'manual' })
  return r.headers.get('set-cookie')?.split(';')[0] ?? ''
}

test('S6: sólo abre quien trae el token, o la galleta desde nuestra propia página', async () => {
  await using pagina = await abrirPaginaPrueba()
  const cookie = await galletaDe(pagina.ui.url)
  const origin = pagina.ui.url
  const bearer = { authorization: `Bearer ${TOKEN}` }
  assert.equal(await rechazoWs(pagina, {}), 401, 'sin nada')
  assert.equal(await rechazoWs(pagina, { cabeceras: { authorization: 'Bearer otro' } }), 401, 'token ajeno')
  assert.equal(await rechazoWs(pagina, { cabeceras: { cookie } }), 401, 'galleta sin Origin')
  assert.equal(await rechazoWs(pagina, { cabeceras: { cookie, origin: 'http://ajeno.example' } }), 403)
  assert.equal(await rechazoWs(pagina, { cabeceras: { ...bearer, origin: 'http://ajeno.example' } }), 403)
  assert.equal(
    await rechazoWs(pagina, { cabeceras: { cookie: `${cookie}x`, origin } }),
    401,
    'galleta falseada',
  )
  assert.equal(await rechazoWs(pagina, { cabeceras: { ...bearer, host: 'ajeno.example' } }), 421)
  assert.equal(await rechazoWs(pagina, { cabeceras: bearer, ruta: '/otra' }), 404)
  assert.equal(await rechazoWs(pagina, { cabeceras: bearer, protocolos: ['otro.v9'] }), 400)
  for (const como of [{ cabeceras: { cookie, origin } }, { cabeceras: {}, ruta: `/ws?token=${TOKEN}` }, {}]) {
    await using cliente = await conectarWs(pagina, como)
    assert.equal(cliente.ws.protocol, 'alpes.v1')
  }
})

test('lo que no se entiende se dice, y a la tercera se cierra con 1008', async () => {
  await using pagina = await abrirPaginaPrueba()
  await using cliente = await conectarWs(pagina)
  cliente.enviar('{esto no es JSON')
  cliente.enviar({ op: 'bailar' })
  cliente.enviar({ op: 'suscribir', topicos: 'eventos-contrato' })
  assert.equal(await cliente.cierre, 1008)
  assert.deepEqual(
    cliente.tramas.map((t) => t.codigo),
    ['JsonInvalido', 'OperacionDesconocida', 'PeticionInvalida'],
  )
})

test('un tópico que no es suyo o no existe es un error, y los demás se siguen', async () => {
  await using pagina = await abrirPaginaPrueba()
  await using cliente = await conectarWs(pagina)
  cliente.enviar({ op: 'suscribir', topicos: ['resultados-comando', 'eventos-nada', 'eventos-cliente'] })
  const suscrito = await cliente.hasta((t) => t.op === 'suscrito')
  assert.deepEqual(suscrito.hasta, { 'eventos-cliente': 0 })
  assert.deepEqual(
    cliente.tramas.filter((t) => t.op === 'error').map((t) => [t.codigo, t.topico]),
    [
      ['NoAutorizado', 'resultados-comando'],
      ['TopicoDesconocido', 'eventos-nada'],
    ],
  )
})

test('posiciones imposibles en `desde` se rechazan', async () => {
  await using pagina = await abrirPaginaPrueba()
  for (const desde of [-1, 1.5, '3', null]) {
    await using cliente = await conectarWs(pagina)
    cliente.enviar({ op: 'suscribir', topicos: ['eventos-contrato'], desde: { 'eventos-contrato': desde } })
    assert.equal((await cliente.hasta((t) => t.op === 'error')).codigo, 'PeticionInvalida')
  }
})

test('S8: binario, demasiado grande, demasiados tópicos o demasiados mensajes cierran con su código', async () => {
  await using pagina = await abrirPaginaPrueba()
  {
    await using cliente = await conectarWs(pagina)
    cliente.ws.send(Buffer.from('{"op":"suscribir","topicos":[]}'), { binary: true })
    assert.equal(await cliente.cierre, 1003)
  }
  {
    await using cliente = await conectarWs(pagina)
    cliente.enviar('x'.repeat(65_537))
    assert.equal(await cliente.cierre, 1009)
  }
  {
    await using cliente = await conectarWs(pagina)
    cliente.enviar({ op: 'suscribir', topicos: Array.from({ length: 101 }, (_, i) => `t${i}`) })
    assert.equal(await cliente.cierre, 1008)
    assert.equal(cliente.tramas.at(-1)?.codigo, 'DemasiadosTopicos')
  }
  {
    await using cliente = await conectarWs(pagina)
    for (let i = 0; i < 120; i += 1) cliente.enviar({ op: 'suscribir', topicos: [] })
    assert.equal(await cliente.cierre, 1008)
    assert.equal(cliente.tramas.at(-1)?.codigo, 'DemasiadosMensajes')
  }
})

test('texto que no es UTF-8 cierra con 1007 y sin máscara con 1002', async () => {
  await using pagina = await abrirPaginaPrueba()
  for (const [trama, codigo] of [
    [Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]), 1007],
    [Buffer.from([0x81, 0x01, 0x61]), 1002],
  ] as const) {
    await using cliente = await conectarWs(pagina)
    const { _socket: toma } = cliente.ws as unknown as { _socket: net.Socket }
    toma.write(trama)
    assert.equal(await cliente.cierre, codigo)
  }
})

/** Un cliente que abre, se suscribe y deja de leer. */
const abrirSordo = async (puerto: number): Promise<net.Socket> => {
  const toma = net.connect(puerto, '127.0.0.1')
  await once(toma, 'connect')
  toma.write(
    [
      'GET /ws HTTP/1.1',
      `Host: 127.0.0.1:${puerto}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      `Authorization: Bearer ${TOKEN}`,
      '\r\n',
    ].join('\r\n'),
  )
  await once(toma, 'data')
  const texto = Buffer.from('{"op":"suscribir","topicos":["eventos-contrato"]}')
  toma.write(Buffer.concat([Buffer.from([0x81, 0x80 | texto.length, 0, 0, 0, 0]), texto]))
  await once(toma, 'data')
  toma.pause()
  return toma
}

test('un lector que no lee se cierra con 1013, que ve cuando vuelve a leer, y los demás reciben todo', async () => {
  await using pagina = await abrirPaginaPrueba({ decodificar: () => ({ relleno: 'x'.repeat(4000) }) })
  const sordo = await abrirSordo(pagina.ui.puerto)
  await using cliente = await conectarWs(pagina)
  cliente.enviar({ op: 'suscribir', topicos: ['eventos-contrato'], desde: { 'eventos-contrato': 0 } })
  await cliente.hasta((t) => t.op === 'suscrito')
  const vuelta = (n: number) => {
    pagina.fuente.escribir(Array.from({ length: 50 }, () => mensaje({ topico: 'eventos-contrato' })))
    return cliente.hasta((t) => t.posicion === n * 50)
  }
  for (let n = 1; pagina.ui.conexiones() === 2; n += 1) {
    assert.ok(n < 400, 'el lector lento nunca se cerró')
    await vuelta(n)
  }
  assert.equal(cliente.eventos().length % 50, 0)
  let ultimo = Buffer.alloc(0)
  sordo.on('data', (trozo: Buffer) => {
    ultimo = Buffer.concat([ultimo, trozo]).subarray(-64)
  })
  sordo.resume()
  const cierre = Buffer.from([0x88, 2 + 'lector lento'.length, 1013 >> 8, 1013 & 0xff])
  await esperarQue('llega el cierre', () => ultimo.includes(cierre))
  sordo.destroy()
})

test('quien no responde al latido se corta; quien responde, sigue', async () => {
  await using pagina = await abrirPaginaPrueba({ latidoMs: 60 })
  const sordo = await abrirSordo(pagina.ui.puerto)
  await using cliente = await conectarWs(pagina)
  await esperarQue('sólo queda quien responde', () => pagina.ui.conexiones() === 1)
  cliente.enviar({ op: 'suscribir', topicos: [] })
  await cliente.hasta((t) => t.op === 'suscrito')
  sordo.destroy()
})

test('al apagarse cierra con 1001 a quien esté', async () => {
  const pagina = await abrirPaginaPrueba()
  await using cliente = await conectarWs(pagina)
  await pagina[Symbol.asyncDispose]()
  assert.equal(await cliente.cierre, 1001)
})

test('si la bitácora deja de contestar al poner al día a alguien, se le pide volver con 1011', async () => {
  let caida = false
  await using pagina = await abrirPaginaPrueba({
    espiar: (f) => ({
      ...f,
      leer: (...a) => (caida ? Promise.reject(new Error('no contesta')) : f.leer(...a)),
    }),
  })
  caida = true
  await using cliente = await conectarWs(pagina)
  cliente.enviar({ op: 'suscribir', topicos: ['eventos-contrato'], desde: { 'eventos-contrato': 7 } })
  assert.equal(await cliente.cierre, 1011)
})
