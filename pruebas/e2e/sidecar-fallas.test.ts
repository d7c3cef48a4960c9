import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { connect, createServer } from 'node:net'
import { after, beforeEach, describe, test } from 'node:test'
import { create } from '@bufbuild/protobuf'
import { type Client, type ServiceError, status } from '@grpc/grpc-js'
import { abrirApiFalsa, conJson } from '#pruebas/apoyo/api-falsa.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirCanal, abrirFlujo, abrirSidecarPrueba, llamar, metadatosDe } from '#pruebas/apoyo/sidecar.ts'
import {
  Contratos,
  SeguirEventosPeticionSchema,
} from '../../src/sidecar/generado/contratos/v1/contratos_pb.ts'
import { Health, HealthCheckRequestSchema } from '../../src/sidecar/generado/grpc/health/v1/health_pb.ts'
import { QueryReservaSchema, ReservaSchema, Vuelos } from '../../src/sidecar/generado/vuelos_pb.ts'

const falsa = await abrirApiFalsa()
after(() => falsa[Symbol.asyncDispose]())
const sidecar = await abrirSidecarPrueba(falsa.url, { plazoMs: 400 })
after(() => sidecar[Symbol.asyncDispose]())
const canal = abrirCanal(sidecar.url, { 'grpc.max_send_message_length': -1 })
after(() => canal.close())
beforeEach(() => falsa.responder(() => {}))

const RESERVA = { id: randomUUID(), itinerarios: [] }
const CONSULTAR = [Vuelos, 'ConsultarReserva'] as const
const consulta = create(QueryReservaSchema, { id: RESERVA.id })
const consultar = (llamada = {}, por = canal) => llamar(por, CONSULTAR, consulta, llamada)

const vive = async (por = canal): Promise<void> => {
  const salud = await llamar(
    por,
    [Health, 'Check'],
    create(HealthCheckRequestSchema, { service: 'vuelos.Vuelos' }),
  )
  assert.deepEqual([salud.estado, salud.mensaje?.status], ['OK', 1])
}

/** Manda esos bytes a esa ruta; el estado de la respuesta. */
const crudo = (path: string, bytes: Buffer, por: Client = canal): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const igual = (b: Buffer) => b
  por.makeUnaryRequest(path, igual, igual, bytes, metadatosDe({}), (e: ServiceError | null) =>
    resolve(status[e?.code ?? 0]!),
  )
  return promise
}

describe('lo que contesta la API', () => {
  const TABLA = [
    [400, 'INVALID_ARGUMENT'],
    [401, 'UNAUTHENTICATED'],
    [403, 'PERMISSION_DENIED'],
    [404, 'NOT_FOUND'],
    [409, 'ABORTED'],
    [412, 'FAILED_PRECONDITION'],
    [413, 'RESOURCE_EXHAUSTED'],
    [414, 'RESOURCE_EXHAUSTED'],
    [422, 'INVALID_ARGUMENT'],
    [428, 'FAILED_PRECONDITION'],
    [429, 'RESOURCE_EXHAUSTED'],
    [431, 'RESOURCE_EXHAUSTED'],
    [500, 'INTERNAL'],
    [502, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [504, 'DEADLINE_EXCEEDED'],
  ] as const
  for (const [http, estado] of TABLA)
    test(`${http} → ${estado}, con su motivo, sus campos y su espera`, async () => {
      const problema = { codigo: 'Motivo', detail: 'dicho', errors: [{ pointer: '/a/0/b~1c', detail: 'x' }] }
      falsa.responder(conJson(http, problema, { 'retry-after': '7' }))
      const r = await consultar()
      assert.deepEqual(
        [r.estado, r.texto, r.motivo, r.campos, r.espera],
        [estado, 'dicho', 'Motivo', ['a[0].b/c'], 7],
      )
    })

  test('rehusada, rota a medias o sin JSON: UNAVAILABLE', async () => {
    falsa.responder((peticion) => peticion.socket.destroy())
    assert.equal((await consultar()).estado, 'UNAVAILABLE')
    falsa.responder((_peticion, respuesta) => void respuesta.writeHead(200).end('{"id":'))
    assert.equal((await consultar()).estado, 'UNAVAILABLE')
    await using nadie = await abrirSidecarPrueba('http://127.0.0.1:1')
    const por = abrirCanal(nadie.url)
    assert.equal((await consultar({}, por)).estado, 'UNAVAILABLE')
    por.close()
  })

  test('un cuerpo que no es una reserva es INTERNAL y no cuenta nada', async () => {
    falsa.responder(conJson(200, { id: 7 }))
    const r = await consultar()
    assert.deepEqual([r.estado, r.texto], ['INTERNAL', 'fallo interno'])
  })

  test('S7: a la API sólo pasan credencial, clave y traza', async () => {
    falsa.responder(conJson(200, RESERVA))
    const metadatos = {
      ...{ 'idempotency-key': 'k', traceparent: '00-1-2-01', cookie: 'a=b', 'x-forwarded-for': '1.2.3.4' },
      ...{ 'x-otra': 'x', 'if-match': '"1"' },
    }
    assert.equal((await consultar({ credencial: 'la-mia', metadatos })).estado, 'OK')
    const { headers } = falsa.recibidas.at(-1)!
    assert.equal(headers.authorization, 'Bearer la-mia')
    assert.deepEqual([headers['idempotency-key'], headers.traceparent], ['k', '00-1-2-01'])
    for (const fuera of ['cookie', 'x-forwarded-for', 'x-otra', 'if-match'])
      assert.equal(headers[fuera], undefined)
    await consultar({ credencial: null })
    assert.equal(falsa.recibidas.at(-1)!.headers.authorization, undefined)
  })
})

describe('plazos y cancelación', () => {
  test('sin plazo, o con uno enorme, vale el del servidor; la petición a la API se corta', async () => {
    for (const llamada of [{}, { deadline: Date.now() + 3_600_000 }]) {
      const [antes, t0] = [falsa.cortadas(), performance.now()]
      assert.equal((await consultar(llamada)).estado, 'DEADLINE_EXCEEDED')
      const ms = performance.now() - t0
      assert.ok(ms >= 350 && ms < 5_000, `${ms} ms`)
      await esperarQue('la API se entera', () => falsa.cortadas() === antes + 1)
    }
  })

  test('el plazo del cliente, si es más corto, también llega a la API', async () => {
    const antes = falsa.cortadas()
    assert.equal((await consultar({ deadline: Date.now() + 100 })).estado, 'DEADLINE_EXCEEDED')
    await esperarQue('la API se entera', () => falsa.cortadas() === antes + 1)
  })

  test('quien cancela corta la petición a la API', async () => {
    const [antes, llegadas] = [falsa.cortadas(), falsa.recibidas.length]
    const peticion = create(SeguirEventosPeticionSchema, { topico: 'eventos-reserva' })
    const flujo = abrirFlujo(canal, [Contratos, 'SeguirEventos'], peticion)
    await esperarQue('la lectura llega a la API', () => falsa.recibidas.length === llegadas + 1)
    flujo.curso.cancel()
    await esperarQue('la API se entera', () => falsa.cortadas() === antes + 1)
  })
})

describe('entrada que no sirve', () => {
  test('protobuf que no lo es: INVALID_ARGUMENT o INTERNAL, y el proceso sigue', async () => {
    for (const hex of ['ff', '0aff', '0a05', '22ffffffffffffffffffff', '0a02c328', 'ffffffffffffffffffff01'])
      assert.match(
        await crudo('/vuelos.Vuelos/CrearReserva', Buffer.from(hex, 'hex')),
        /INTERNAL|INVALID_ARGUMENT/,
      )
    await vive()
  })

  test('bytes al azar nunca lo tumban', async () => {
    falsa.responder(conJson(422, { codigo: 'X' }))
    const azar = () => crypto.getRandomValues(Buffer.alloc(1 + Math.floor(Math.random() * 64)))
    const estados = await Promise.all(
      Array.from({ length: 2_000 }, () => crudo('/vuelos.Vuelos/CrearReserva', azar())),
    )
    assert.deepEqual(
      estados.filter((e) => !/INTERNAL|INVALID_ARGUMENT|DEADLINE_EXCEEDED/.test(e)),
      [],
    )
    await vive()
  })

  test('métodos y servicios que no existen: UNIMPLEMENTED', async () => {
    for (const ruta of ['/vuelos.Vuelos/Otro', '/otro.Servicio/CrearReserva', '/x'])
      assert.equal(await crudo(ruta, Buffer.alloc(0)), 'UNIMPLEMENTED')
  })

  test('S8: más de 1 MiB en el cable, o al descomprimir: RESOURCE_EXHAUSTED', async () => {
    const grande = create(ReservaSchema, { id: 'x'.repeat(1_100_000) })
    assert.equal((await llamar(canal, [Vuelos, 'CrearReserva'], grande)).estado, 'RESOURCE_EXHAUSTED')
    const gzip = abrirCanal(sidecar.url, {
      ...{ 'grpc.default_compression_algorithm': 2, 'grpc.max_send_message_length': -1 },
    })
    assert.equal((await llamar(gzip, [Vuelos, 'CrearReserva'], grande)).estado, 'RESOURCE_EXHAUSTED')
    falsa.responder(conJson(200, RESERVA))
    const cabe = create(ReservaSchema, { id: 'x'.repeat(100_000) })
    assert.equal((await llamar(gzip, [Vuelos, 'CrearReserva'], cabe)).estado, 'OK')
    gzip.close()
  })

  test('metadatos de más de 8 KiB: RESOURCE_EXHAUSTED', async () => {
    const muchos = { metadatos: { 'x-relleno': 'y'.repeat(9_000) } }
    assert.equal((await consultar(muchos)).estado, 'RESOURCE_EXHAUSTED')
    await vive()
  })

  test('bytes que no son HTTP/2 no lo tumban', async () => {
    const socket = connect(sidecar.puerto, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'))
    socket.on('error', () => {})
    await new Promise((cerrado) => socket.once('close', cerrado).resume())
    await vive()
  })

  test('diez mil flujos: los que no caben, RESOURCE_EXHAUSTED; la memoria no se va', async () => {
    const peticion = create(SeguirEventosPeticionSchema, { topico: 'eventos-reserva' })
    const canales = Array.from({ length: 10 }, () =>
      abrirCanal(sidecar.url, { 'grpc.use_local_subchannel_pool': 1 }),
    )
    const flujos = canales.flatMap((por) =>
      Array.from({ length: 1_000 }, () => abrirFlujo(por, [Contratos, 'SeguirEventos'], peticion)),
    )
    const cuenta = { RESOURCE_EXHAUSTED: 0 } as Record<string, number>
    for (const f of flujos) void f.fin.then(({ estado }) => (cuenta[estado] = (cuenta[estado] ?? 0) + 1))
    await esperarQue('sobran nueve mil', () => cuenta.RESOURCE_EXHAUSTED === 9_000, 60_000)
    await vive()
    for (const f of flujos) f.curso.cancel()
    await Promise.all(flujos.map((f) => f.fin))
    for (const por of canales) por.close()
    assert.ok(process.memoryUsage.rss() < 1_500 * 1024 * 1024, 'cliente y servidor juntos')
    await vive()
  })
})

describe('cierre y puerto', () => {
  test('lo que está en curso termina; los flujos acaban con UNAVAILABLE; después no atiende', async () => {
    await using suya = await abrirApiFalsa()
    const otro = await abrirSidecarPrueba(suya.url)
    const por = abrirCanal(otro.url)
    const pendientes: (() => void)[] = []
    suya.responder((p, r) => {
      if (p.url?.startsWith('/reservas')) pendientes.push(() => conJson(200, RESERVA)(p, r))
    })
    const curso = consultar({}, por)
    const peticion = create(SeguirEventosPeticionSchema, { topico: 'eventos-reserva' })
    const flujo = abrirFlujo(por, [Contratos, 'SeguirEventos'], peticion)
    await esperarQue('las dos llegan', () => suya.recibidas.length === 2)
    const cerrado = otro[Symbol.asyncDispose]()
    assert.equal((await flujo.fin).estado, 'UNAVAILABLE')
    pendientes[0]?.()
    assert.equal((await curso).estado, 'OK')
    await cerrado
    assert.equal((await consultar({ deadline: Date.now() + 2_000 }, por)).estado, 'UNAVAILABLE')
    por.close()
  })

  test('un puerto ocupado es un fallo al abrir', async () => {
    const ocupa = createServer().listen(0, '127.0.0.1')
    await new Promise((listo) => ocupa.once('listening', listo))
    const { port } = ocupa.address() as { port: number }
    await assert.rejects(
      abrirSidecarPrueba(falsa.url, { entorno: { PUERTO_GRPC: String(port) } }),
      /EADDRINUSE/,
    )
    ocupa.close()
  })
})
