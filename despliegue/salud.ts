/**
 * `node despliegue/salud.ts api|notificaciones|ui|sidecar`: el `HEALTHCHECK` de las imágenes. Sale con 0 si el
 * servicio de este contenedor puede trabajar (`/readyz`, o la salud de gRPC) y con 1 si no. Va solo, sin el
 * resto del código: corre cada pocos segundos.
 */
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'

const PLAZO_MS = 4_000

const ajuste = (nombre: string, omision: string): string => process.env[nombre] || omision

/** El certificado del propio servicio, si es él quien cifra. Se llama por el lazo: su nombre no dice nada. */
const cifrado = () => {
  const [certificado] = ajuste('TLS', '').split(',')
  if (!certificado || certificado === 'delante') return undefined
  return { ca: readFileSync(certificado), checkServerIdentity: () => undefined }
}

const listo = async (puerto: string, tls = cifrado() ?? null): Promise<boolean> => {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const opciones = { host: '127.0.0.1', port: puerto, path: '/readyz', timeout: PLAZO_MS }
  const pedir = tls ? https.get({ ...opciones, ...tls }) : http.get(opciones)
  pedir
    .on('response', (respuesta) => resolve(respuesta.resume().statusCode === 200))
    .on('timeout', () => pedir.destroy(new Error('no contesta a tiempo')))
    .on('error', reject)
  return promise
}

/** `HealthCheckRequest` vacío y la respuesta `status: SERVING`, cada uno con su cabecera de cinco bytes. */
const PREGUNTA = Buffer.from([0, 0, 0, 0, 0])
const SIRVE = Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01])

const sirve = async (puerto: string): Promise<boolean> => {
  const tls = cifrado()
  const sesion = http2.connect(`${tls ? 'https' : 'http'}://127.0.0.1:${puerto}`, tls)
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  sesion.on('error', reject).setTimeout(PLAZO_MS, () => reject(new Error('no contesta a tiempo')))
  const trozos: Buffer[] = []
  sesion
    .request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    .on('error', reject)
    .on('data', (trozo: Buffer) => trozos.push(trozo))
    .on('end', () => resolve(Buffer.concat(trozos).equals(SIRVE)))
    .end(PREGUNTA)
  return promise.finally(() => sesion.destroy())
}

/** Sin el rol `http` la API sólo tiene el puerto de las métricas, que nunca va cifrado: ahí está su `/readyz`. */
const api = (): Promise<boolean> =>
  ajuste('ROLES', 'http').includes('http')
    ? listo(ajuste('PUERTO_API', '5000'))
    : listo(ajuste('PUERTO_METRICAS', '9464'), null)

const SERVICIOS: Readonly<Record<string, () => Promise<boolean>>> = {
  api,
  notificaciones: () => listo(ajuste('PUERTO_NOTIFICACIONES', '5001')),
  ui: () => listo(ajuste('PUERTO_UI', '5678')),
  sidecar: () => sirve(ajuste('PUERTO_GRPC', '50051')),
}

try {
  process.exitCode = (await SERVICIOS[process.argv[2] ?? '']?.()) ? 0 : 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
