import assert from 'node:assert/strict'
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { atiendeGrpc } from './salud-grpc.ts'

/** Un servidor HTTP/2 que contesta a todo de esa manera. */
const abrir = async (contestar: (flujo: ServerHttp2Stream) => void) => {
  const servidor = createServer()
  const sesiones = new Set<ServerHttp2Session>()
  servidor.on('session', (sesion) => sesiones.add(sesion)).on('stream', contestar)
  const { promise, resolve } = Promise.withResolvers<void>()
  servidor.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    url: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const sesion of sesiones) sesion.destroy()
      const cerrado = Promise.withResolvers<void>()
      servidor.close(() => cerrado.resolve())
      await cerrado.promise
    },
  }
}

const con =
  (...bytes: number[]) =>
  (flujo: ServerHttp2Stream) => {
    flujo.respond({ ':status': 200, 'content-type': 'application/grpc' })
    flujo.end(Buffer.from(bytes))
  }

test('atiende quien contesta SERVING; quien contesta otra cosa, o nada, no', async () => {
  for (const [bytes, esperado] of [
    [[0, 0, 0, 0, 2, 8, 1], true],
    [[0, 0, 0, 0, 2, 8, 2], false],
    [[], false],
  ] as const) {
    await using servidor = await abrir(con(...bytes))
    assert.equal(await atiendeGrpc(servidor.url, 5_000), esperado)
  }
})

test('quien calla o no está se nota: falla, y a tiempo', async () => {
  await using mudo = await abrir(() => {})
  await assert.rejects(atiendeGrpc(mudo.url, 50), /plazo/)
  await assert.rejects(atiendeGrpc('http://127.0.0.1:9', 5_000), /ECONNREFUSED/)
})
