import assert from 'node:assert/strict'
import http2 from 'node:http2'
import { after, beforeEach, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { create } from '@bufbuild/protobuf'
import { abrirApiFalsa, conJson } from '#pruebas/apoyo/api-falsa.ts'
import { abrirCanal, abrirFlujo, abrirSidecarPrueba, llamar } from '#pruebas/apoyo/sidecar.ts'
import {
  Contratos,
  type Evento,
  ObtenerContratoPeticionSchema,
  SeguirEventosPeticionSchema,
} from '../../src/sidecar/generado/contratos/v1/contratos_pb.ts'

const falsa = await abrirApiFalsa()
after(() => falsa[Symbol.asyncDispose]())
const sidecar = await abrirSidecarPrueba(falsa.url, { plazoMs: 2_000 })
after(() => sidecar[Symbol.asyncDispose]())
const sesion = http2.connect(`http://${sidecar.url}`)
after(() => sesion.close())
const canal = abrirCanal(sidecar.url)
after(() => canal.close())
beforeEach(() => falsa.responder(conJson(200, { id: 'x', itinerarios: [] })))

/** Un mensaje con su cabecera de gRPC: comprimido o no, y cuánto dice medir. */
const marco = (mensaje: Buffer, { comprimido = 0, largo = mensaje.length } = {}): Buffer => {
  const cabeza = Buffer.alloc(5)
  cabeza[0] = comprimido
  cabeza.writeUInt32BE(largo, 1)
  return Buffer.concat([cabeza, mensaje])
}
const CONSULTA = Buffer.from([0x0a, 1, 0x78])
const BUENAS = {
  ...{ ':method': 'POST', ':path': '/vuelos.Vuelos/ConsultarReserva', te: 'trailers' },
  ...{ 'content-type': 'application/grpc', authorization: 'Bearer x' },
}

type Contestada = Readonly<{ http: number | undefined; estado: number | null; aLaApi: number }>

/** Una llamada escrita a mano sobre HTTP/2: lo que un cliente gRPC no deja escribir. */
const enviar = async (
  cabeceras: http2.OutgoingHttpHeaders,
  cuerpo: Buffer = marco(CONSULTA),
): Promise<Contestada> => {
  const antes = falsa.recibidas.length
  const { promise, resolve } = Promise.withResolvers<Omit<Contestada, 'aLaApi'>>()
  const flujo = sesion.request({ ...BUENAS, ...cabeceras })
  let http: number | undefined
  let estado: number | null = null
  const anotar = (h: http2.IncomingHttpHeaders) => {
    if (h['grpc-status'] !== undefined) estado = Number(h['grpc-status'])
  }
  flujo.on('response', (h) => {
    http = h[':status']
    anotar(h)
  })
  flujo.on('trailers', anotar)
  flujo.on('error', () => {})
  flujo.on('close', () => resolve({ http, estado }))
  flujo.resume()
  flujo.end(cuerpo)
  return { ...(await promise), aLaApi: falsa.recibidas.length - antes }
}

const [OK, INVALIDO, VENCIDO, AGOTADO, NO_HAY, INTERNO] = [0, 3, 4, 8, 12, 13]
const GZIP = { 'grpc-encoding': 'gzip' }

test('escrita a mano, una llamada buena vale', async () =>
  assert.deepEqual(await enviar({}), { http: 200, estado: OK, aLaApi: 1 }))

describe('plazos', () => {
  for (const plazo of ['0n', '1n', '0S'])
    test(`ya vencido (${plazo}): DEADLINE_EXCEEDED, y la orden no sale hacia la API`, async () =>
      assert.deepEqual(await enviar({ 'grpc-timeout': plazo }), { http: 200, estado: VENCIDO, aLaApi: 0 }))

  test('uno que no se entiende: no se atiende', async () =>
    assert.deepEqual(await enviar({ 'grpc-timeout': 'abc' }), { http: 200, estado: INTERNO, aLaApi: 0 }))

  test('uno de tres semanas se queda en el del servidor', async () => {
    falsa.responder(() => {})
    assert.deepEqual(await enviar({ 'grpc-timeout': '504H' }), { http: 200, estado: VENCIDO, aLaApi: 1 })
  })
})

describe('mensajes mal hechos: se dice qué y nada llega a la API', () => {
  const CASOS: readonly (readonly [string, http2.OutgoingHttpHeaders, Buffer, readonly number[]])[] = [
    ['200 MB comprimidos en 200 KB', GZIP, marco(gzipSync(Buffer.alloc(2e8)), { comprimido: 1 }), [AGOTADO]],
    ['gzip que no lo es', GZIP, marco(Buffer.from('no es gzip'), { comprimido: 1 }), [INTERNO]],
    ['una compresión que no hay', { 'grpc-encoding': 'br' }, marco(CONSULTA, { comprimido: 1 }), [NO_HAY]],
    ['dice medir 4 GB', {}, marco(CONSULTA, { largo: 0xffffffff }), [AGOTADO]],
    ['dice medir más de lo que trae', {}, marco(CONSULTA, { largo: 100 }), [NO_HAY, INTERNO]],
    ['ninguno', {}, Buffer.alloc(0), [NO_HAY, INTERNO]],
    ['dos donde va uno', {}, Buffer.concat([marco(CONSULTA), marco(CONSULTA)]), [NO_HAY, INTERNO]],
    ['un entero a medias', {}, marco(Buffer.from([0x0a, 0xff])), [INVALIDO, INTERNO]],
    ['un método que no hay', { ':path': '/vuelos.Vuelos/../x' }, marco(CONSULTA), [NO_HAY]],
  ]
  for (const [nombre, cabeceras, cuerpo, estados] of CASOS)
    test(nombre, async () => {
      const { estado, aLaApi } = await enviar(cabeceras, cuerpo)
      assert.ok(estados.includes(estado ?? -1), String(estado))
      assert.equal(aLaApi, 0)
      assert.equal((await enviar({})).estado, OK)
    })

  for (const tipo of ['application/json', undefined])
    test(`content-type ${tipo}: 415`, async () => {
      const { http, aLaApi } = await enviar({ 'content-type': tipo })
      assert.deepEqual([http, aLaApi], [415, 0])
    })
})

describe('metadatos', () => {
  test('-bin que no es base64: no pasa a la API ni estorba', async () => {
    const r = await enviar({ 'x-traza-bin': '%%%', 'authorization-bin': '***', 'grpc-trace-bin': '\u00ff' })
    assert.deepEqual(r, { http: 200, estado: OK, aLaApi: 1 })
    const { headers } = falsa.recibidas.at(-1)!
    assert.deepEqual(
      Object.keys(headers).filter((nombre) => nombre.endsWith('-bin')),
      [],
    )
  })
})

describe('enteros de 64 bits', () => {
  const GRANDE = '9007199254740993'
  const NUMERICOS = { version: GRANDE, revision: GRANDE, dias_restantes: `-${GRANDE}` }

  test('más allá de 2^53 llegan exactos si la API los dice exactos', async () => {
    falsa.responder(conJson(200, { id: 'x', ...NUMERICOS }))
    const pedido = create(ObtenerContratoPeticionSchema, { id: 'x' })
    const { mensaje } = await llamar(canal, [Contratos, 'ObtenerContrato'], pedido)
    assert.deepEqual(
      [mensaje.version, mensaje.revision, mensaje.diasRestantes],
      [BigInt(GRANDE), BigInt(GRANDE), -BigInt(GRANDE)],
    )
  })

  test('los de un evento también', async () => {
    const mensaje = {
      ...{ topico: 'eventos-reserva', id: 'x', specversion: '1.0', type: 'T', subject: 's' },
      ...{ datacontenttype: 'application/avro', service_name: 's', actor: 'a', origen: 'api' },
      ...{ correlationid: 'c', causationid: null, traceparent: null, contenido: '', version_esquema: 1 },
      ...{ sequence: 1, time: GRANDE, ingestion: GRANDE, version_agregado: GRANDE },
    }
    falsa.responder(conJson(200, { mensajes: [mensaje], cabeza: 1, inicio: 1 }))
    const pedido = create(SeguirEventosPeticionSchema, { topico: 'eventos-reserva' })
    const { curso, recibidos, fin } = abrirFlujo<Evento>(canal, [Contratos, 'SeguirEventos'], pedido)
    const [evento] = (await curso.take(1).toArray()) as [Evento]
    assert.deepEqual(
      [evento.time, evento.ingestion, evento.versionAgregado],
      [BigInt(GRANDE), BigInt(GRANDE), BigInt(GRANDE)],
    )
    assert.ok(recibidos.length >= 1)
    curso.cancel()
    await fin
  })
})
