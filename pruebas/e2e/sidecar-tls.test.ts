import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text as texto } from 'node:stream/consumers'
import { test } from 'node:test'
import { create } from '@bufbuild/protobuf'
import { Client, credentials } from '@grpc/grpc-js'
import { abrirApiFalsa, conJson } from '#pruebas/apoyo/api-falsa.ts'
import { abrirBasePrueba } from '#pruebas/apoyo/base.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirCanal, abrirSidecarPrueba, llamar } from '#pruebas/apoyo/sidecar.ts'
import { ServerReflection } from '../../src/sidecar/generado/grpc/reflection/v1/reflection_pb.ts'
import { QueryReservaSchema, Vuelos } from '../../src/sidecar/generado/vuelos_pb.ts'

const hayOpenssl = spawnSync('openssl', ['version']).status === 0
const CONSULTAR = [Vuelos, 'ConsultarReserva'] as const
const consulta = create(QueryReservaSchema, { id: 'x' })
const RAIZ = path.join(import.meta.dirname, '../..')

/** Un certificado para localhost y 127.0.0.1 que nadie más firma. */
const autofirmado = () => {
  const carpeta = mkdtempSync(path.join(tmpdir(), 'tls-'))
  const [llave, certificado] = [path.join(carpeta, 'llave.pem'), path.join(carpeta, 'certificado.pem')]
  const orden = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost'
  const nombres = [
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
    '-keyout',
    llave,
    '-out',
    certificado,
  ]
  execFileSync('openssl', [...orden.split(' '), ...nombres], { stdio: 'ignore' })
  return { carpeta, llave, certificado }
}

/** Una petición con esa autoridad de confianza y ninguna otra. */
const pedir = async (url: string, ca: Buffer, cabeceras: Record<string, string> = {}) => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  https.get(url, { ca, headers: cabeceras, agent: false }, resolve).on('error', reject)
  const respuesta = await promise
  const cuerpo = await texto(respuesta)
  return { cuerpo, estado: respuesta.statusCode, galletas: respuesta.headers['set-cookie'] ?? [] }
}

test('S7: con certificado propio habla TLS, y sin él no se le entiende', {
  skip: hayOpenssl ? false : 'no hay openssl',
}, async () => {
  const { carpeta, llave, certificado } = autofirmado()
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

test('todo en un proceso con un certificado que sólo él firma: página, sidecar y órdenes llegan a la API', {
  skip: hayOpenssl ? false : 'no hay openssl',
}, async () => {
  const { carpeta, llave, certificado } = autofirmado()
  try {
    await using base = await abrirBasePrueba()
    const entorno = {
      ...{ ALPES_DATOS: carpeta, BASE_DATOS_URL: base.url, DEMO: 'no', TLS: `${certificado},${llave}` },
      ...{
        PUERTO_API: '0',
        PUERTO_NOTIFICACIONES: '0',
        PUERTO_GRPC: '0',
        PUERTO_UI: '0',
        PUERTO_METRICAS: '0',
      },
    }
    await using sistema = lanzar(path.join(RAIZ, 'src/principal.ts'), { entorno })
    const [, pagina, token] = await sistema.linea(/Página +(https:\S+)\/\?token=(\S+)/, 60_000)
    const ca = readFileSync(certificado)
    const cerrada = await pedir(pagina!, ca, { accept: 'text/html' })
    assert.ok(cerrada.cuerpo.includes(`<code>${pagina}/?token=…</code>`), cerrada.cuerpo)
    const { galletas } = await pedir(`${pagina}/?token=${token}`, ca, { accept: 'text/html' })
    const cookie = galletas.map((g) => g.split(';')[0]).join('; ')
    assert.equal((await pedir(`${pagina}/api/contratos`, ca, { cookie })).estado, 200)
    const correr = async (orden: string, ...args: string[]) => {
      await using proceso = lanzar(path.join(RAIZ, orden), { args, entorno })
      return { fin: await proceso.fin, dicho: proceso.dicho() }
    }
    const nadie = await correr('src/sidecar/cliente.ts', 'consultar', crypto.randomUUID())
    assert.match(nadie.dicho, /^cliente: NOT_FOUND: /)
    const estado = await correr('src/cli/principal.ts', 'estado')
    assert.equal(estado.fin, 0, estado.dicho)
    assert.equal(estado.dicho.match(/ listo$/gm)?.length, 4, estado.dicho)
  } finally {
    rmSync(carpeta, { recursive: true, force: true })
  }
})

test('S7: fuera del modo local no hay reflexión', async () => {
  await using sidecar = await abrirSidecarPrueba('http://127.0.0.1:1', { entorno: { TLS: 'delante' } })
  const canal = abrirCanal(sidecar.url)
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
