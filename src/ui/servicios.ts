import type { FastifyInstance } from 'fastify'
import { ARRANQUE } from '#seedwork/infraestructura/proceso.ts'
import { atiendeGrpc } from '#seedwork/infraestructura/salud-grpc.ts'
import { puede } from '#seedwork/presentacion/autenticacion.ts'
import { responderProblema } from './problema.ts'

/** Cómo está un servicio, visto desde la página. `partes`: cada pieza suya y si está bien. */
export type Salud = Readonly<{
  servicio: string
  status: 'up' | 'down' | 'sin-respuesta'
  version: string | null
  /** Instante RFC 3339 en que arrancó, si lo dice. */
  desde: string | null
  partes: Readonly<Record<string, boolean>>
}>

/** Dónde preguntar a cada uno, y qué dice la página de sí misma. `sidecar`: URL http(s) de su puerto gRPC. */
export type Vecinos = Readonly<{
  api: string
  notificaciones: string
  sidecar: string
  version: string
  listo: () => Readonly<Record<string, boolean>>
}>

/** Ms que se espera a un servicio: el panel se pinta aunque uno no conteste. */
const PLAZO = 1_500

/** Lo que dicen `/readyz` de la api y de notificaciones, que no dicen lo mismo. */
type Disposicion = Readonly<{
  status?: string
  version?: string
  desde?: string
  base?: Readonly<{ disponible: boolean }>
  lectores?: readonly Readonly<{ nombre: string; vivo: boolean }>[]
  piezas?: Readonly<Record<string, Readonly<{ lista: boolean }>>>
}>

const callado = (servicio: string): Salud => ({
  ...{ servicio, status: 'sin-respuesta', version: null, desde: null, partes: {} },
})

const partesDe = (d: Disposicion): Record<string, boolean> => ({
  ...(d.base ? { base: d.base.disponible } : {}),
  ...Object.fromEntries((d.lectores ?? []).map((l) => [l.nombre, l.vivo])),
  ...Object.fromEntries(Object.entries(d.piezas ?? {}).map(([nombre, p]) => [nombre, p.lista])),
})

const preguntarHttp = async (servicio: string, url: string): Promise<Salud> => {
  const respuesta = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PLAZO), redirect: 'error' })
  const d = (await respuesta.json()) as Disposicion
  return {
    servicio,
    status: respuesta.ok ? 'up' : 'down',
    version: d.version ?? null,
    desde: d.desde ?? null,
    partes: partesDe(d),
  }
}

const preguntarGrpc = async (url: string): Promise<Salud> => {
  const grpc = await atiendeGrpc(url, PLAZO)
  return { ...callado('sidecar'), status: grpc ? 'up' : 'down', partes: { grpc } }
}

const propia = ({ version, listo }: Vecinos): Salud => {
  const partes = listo()
  const status = Object.values(partes).every(Boolean) ? 'up' : 'down'
  return { servicio: 'ui', status, version, desde: ARRANQUE, partes }
}

const mirar = (v: Vecinos): Promise<readonly Salud[]> =>
  Promise.all([
    preguntarHttp('api', v.api).catch(() => callado('api')),
    preguntarHttp('notificaciones', v.notificaciones).catch(() => callado('notificaciones')),
    preguntarGrpc(v.sidecar).catch(() => callado('sidecar')),
    propia(v),
  ])

const SIN_PERMISO = { status: 403, codigo: 'NoAutorizado', title: 'Su papel no alcanza para esto' }

/** `GET /api/servicios`: la salud de todos, a la vez, para quien opera. */
export const ponerServicios = (app: FastifyInstance, vecinos: Vecinos): void => {
  app.get('/api/servicios', async ({ sesion }, respuesta) => {
    if (!sesion || !puede(sesion, ['operador'])) return responderProblema(respuesta, SIN_PERMISO)
    respuesta.header('cache-control', 'no-store')
    return { elementos: await mirar(vecinos), visto_en: new Date().toISOString() }
  })
}
