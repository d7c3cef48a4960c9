import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { create } from '@bufbuild/protobuf'
import { Client, credentials } from '@grpc/grpc-js'
import { abrirApiFalsa, conJson } from '#pruebas/apoyo/api-falsa.ts'
import { abrirCanal, abrirSidecarPrueba, llamar } from '#pruebas/apoyo/sidecar.ts'
import { QueryReservaSchema, Vuelos } from '../../src/sidecar/generado/vuelos_pb.ts'

const hayOpenssl = spawnSync('openssl', ['version']).status === 0
const CONSULTAR = [Vuelos, 'ConsultarReserva'] as const
const consulta = create(QueryReservaSchema, { id: 'x' })

test('con certificado propio habla TLS, y sin él no se le entiende', {
  skip: hayOpenssl ? false : 'no hay openssl',
}, async () => {
  const carpeta = mkdtempSync(path.join(tmpdir(), 'tls-'))
  const [llave, certificado] = [path.join(carpeta, 'llave.pem'), path.join(carpeta, 'certificado.pem')]
  const orden = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost'
  const nombres = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', llave, '-out', certificado]
  execFileSync('openssl', [...orden.split(' '), ...nombres], { stdio: 'ignore' })
  try {
    await using falsa = await abrirApiFalsa()
    falsa.responder(conJson(200, { id: 'x', itinerarios: [] }))
    const entorno = { TLS: `${certificado},${llave}` }
    await using sidecar = await abrirSidecarPrueba(falsa.url, { entorno })
    const seguro = new Client(`localhost:${sidecar.puerto}`, credentials.createSsl(readFileSync(certificado)))
    const claro = abrirCanal(sidecar.url)
    assert.equal((await llamar(seguro, CONSULTAR, consulta)).estado, 'OK')
    const sin = await llamar(claro, CONSULTAR, consulta, { deadline: Date.now() + 3_000 })
    assert.equal(sin.estado, 'UNAVAILABLE')
    assert.equal(falsa.recibidas.length, 1)
    seguro.close()
    claro.close()
  } finally {
    rmSync(carpeta, { recursive: true, force: true })
  }
})

test('fuera del modo local no hay reflexión', async () => {
  await using sidecar = await abrirSidecarPrueba('http://127.0.0.1:1', { entorno: { TLS: 'delante' } })
  const canal = abrirCanal(sidecar.url)
  const { ServerReflection } = await import('../../src/sidecar/generado/grpc/reflection/v1/reflection_pb.ts')
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const igual = (bytes: Buffer) => bytes
  const flujo = canal.makeBidiStreamRequest(
    `/${ServerReflection.typeName}/ServerReflectionInfo`,
    igual,
    igual,
  )
  flujo.on('error', (error: { code?: number }) => resolve(error.code))
  flujo.on('data', () => resolve(undefined))
  flujo.end()
  assert.equal(await promise, 12, 'UNIMPLEMENTED')
  canal.close()
})
