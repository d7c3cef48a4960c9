import type { Acceso } from '#seedwork/infraestructura/acceso.ts'
import { abrirCanal } from '#seedwork/infraestructura/canal-grpc.ts'
import { serviciosConLectores } from '../servicios.ts'
import { verSuscripciones } from './suscripciones.ts'

const PLAZO = 5_000
/** `grpc.health.v1.HealthCheckResponse { status: SERVING }`, en el cable. */
const ATIENDE = Buffer.from([8, 1])

/** Qué dijo un servicio, o `null` si no contestó. */
type Dicho = Readonly<{ listo: boolean; detalle: string }> | null

const porHttp = async (url: string): Promise<Dicho> => {
  const respuesta = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PLAZO) }).catch(() => null)
  return respuesta && { listo: respuesta.ok, detalle: String(respuesta.status) }
}

/** Pregunta por la salud como cualquier cliente gRPC, con el servicio vacío: el sidecar entero. */
const porGrpc = (destino: string, cifrado: boolean): Promise<Dicho> => {
  const { promise, resolve } = Promise.withResolvers<Dicho>()
  const cliente = abrirCanal(destino, cifrado)
  cliente.makeUnaryRequest(
    '/grpc.health.v1.Health/Check',
    () => Buffer.alloc(0),
    (bytes) => bytes,
    null,
    { deadline: Date.now() + PLAZO },
    (error, bytes) => {
      cliente.close()
      if (error) resolve(null)
      else resolve({ listo: ATIENDE.equals(bytes ?? Buffer.alloc(0)), detalle: 'no atiende' })
    },
  )
  return promise
}

/** `alpes estado`: qué responde y con cuánto atraso; sale con 1 si algo no está listo. */
export const verEstado = async (acceso: Acceso, cifrado: boolean): Promise<void> => {
  const servicios: (readonly [nombre: string, lugar: string, Promise<Dicho>])[] = [
    ['api', acceso.api, porHttp(acceso.api)],
    ...(acceso.grpc ? [['sidecar', acceso.grpc, porGrpc(acceso.grpc, cifrado)] as const] : []),
    ['notificaciones', acceso.notificaciones, porHttp(acceso.notificaciones)],
    ...(acceso.pagina
      ? [['página', new URL(acceso.pagina).origin, porHttp(new URL(acceso.pagina).origin)] as const]
      : []),
  ]
  for (const [nombre, lugar, pregunta] of servicios) {
    const dicho = await pregunta
    const listo = dicho?.listo === true
    const como = listo ? 'listo' : dicho ? `no está listo (${dicho.detalle})` : 'no contesta'
    console.log(`${listo ? '●' : '○'} ${nombre.padEnd(15)} ${lugar}  ${como}`)
    if (!listo) process.exitCode = 1
  }
  await verSuscripciones(serviciosConLectores(acceso)).catch(() => {})
}
