import { connect } from 'node:http2'

/** `HealthCheckRequest {}`, el servidor entero, y `HealthCheckResponse { status: SERVING }`, como van en el cable. */
const PREGUNTA = Buffer.alloc(5)
const ATIENDE = Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01])

/**
 * Pregunta a un servidor gRPC si atiende (`grpc.health.v1.Health/Check`), por HTTP/2 a secas: traer un cliente
 * gRPC por una llamada sería mucho.
 * @param url `http(s)://anfitrion:puerto`.
 * @param plazo ms; si no contesta en ellos, falla.
 */
export const atiendeGrpc = async (url: string, plazo: number): Promise<boolean> => {
  const sesion = connect(url)
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const reloj = setTimeout(() => reject(new Error('plazo')), plazo)
  try {
    sesion.on('error', reject)
    const flujo = sesion.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const trozos: Buffer[] = []
    flujo.on('data', (trozo: Buffer) => trozos.push(trozo))
    flujo.on('end', () => resolve(Buffer.concat(trozos)))
    flujo.on('error', reject)
    flujo.end(PREGUNTA)
    return ATIENDE.equals(await promise)
  } finally {
    clearTimeout(reloj)
    sesion.destroy()
  }
}
