import type { Acceso } from '#seedwork/infraestructura/acceso.ts'
import { atiendeGrpc } from '#seedwork/infraestructura/salud-grpc.ts'
import { serviciosConLectores } from '../servicios.ts'
import { verSuscripciones } from './suscripciones.ts'

/** Ms que se espera a un servicio. */
const PLAZO = 5_000

/** Qué dijo un servicio, o `null` si no contestó. */
type Dicho = Readonly<{ listo: boolean; detalle: string }> | null

const porHttp = async (url: string): Promise<Dicho> => {
  const respuesta = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PLAZO) }).catch(() => null)
  return respuesta && { listo: respuesta.ok, detalle: String(respuesta.status) }
}

const porGrpc = async (destino: string, cifrado: boolean): Promise<Dicho> => {
  const listo = await atiendeGrpc(`${cifrado ? 'https' : 'http'}://${destino}`, PLAZO).catch(() => null)
  return listo === null ? null : { listo, detalle: 'no atiende' }
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
