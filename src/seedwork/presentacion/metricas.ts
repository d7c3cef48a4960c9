import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { collectDefaultMetrics, Registry } from '@prometheus-io/client'
import { ANFITRIONES_LOCALES, nombreDeAnfitrion } from './seguridad.ts'

/** El puerto de métricas de un servicio, sólo en esta máquina. */
export type PuertoMetricas = AsyncDisposable & Readonly<{ puerto: number }>

/** Si el proceso puede trabajar, y lo que `/readyz` cuenta de él. */
export type Salud = () => Promise<Readonly<{ lista: boolean; cuerpo: unknown }>>

/** Un registro propio por servicio (varios viven en un proceso), con las métricas de Node. */
export const crearRegistroMetricas = (servicio: string): Registry => {
  const registro = new Registry()
  registro.setDefaultLabels({ servicio })
  collectDefaultMetrics({ register: registro })
  return registro
}

/** Ms que se espera a quien se mira: servir `/metrics` no puede colgarse de una base que no contesta. */
const PLAZO_FOTO = 2_000

/**
 * Mira una vez por cada vez que se sirve `/metrics`, aunque lo pidan varias métricas; `null` si falla o no
 * contesta a tiempo.
 */
export const fotografiar = <T>(mirar: () => Promise<T>): (() => Promise<T | null>) => {
  let foto: Promise<T | null> | undefined
  const revelar = async (): Promise<T | null> => {
    const reloj = Promise.withResolvers<null>()
    const plazo = setTimeout(() => reloj.resolve(null), PLAZO_FOTO)
    try {
      return await Promise.race([mirar().catch(() => null), reloj.promise])
    } finally {
      clearTimeout(plazo)
      foto = undefined
    }
  }
  return () => {
    foto ??= revelar()
    return foto
  }
}

const local = ({ headers }: IncomingMessage): boolean => {
  const nombre = nombreDeAnfitrion(headers.host ?? '')
  return ANFITRIONES_LOCALES.some((a) => a === nombre)
}

type Servida = Readonly<{ estado: number; tipo: string; texto: string }>

const enJson = (estado: number, cuerpo: unknown): Servida => ({
  ...{ estado, tipo: 'application/json; charset=utf-8' },
  texto: JSON.stringify(cuerpo),
})

/** Lo que se sirve en una ruta, o `null` si no la hay. Las de la salud, sólo con `salud`. */
const servir = async (ruta: string, registro: Registry, salud?: Salud): Promise<Servida | null> => {
  if (ruta === '/metrics') return { estado: 200, tipo: registro.contentType, texto: await registro.metrics() }
  if (salud && (ruta === '/health' || ruta === '/livez')) return enJson(200, { status: 'up' })
  if (!salud || ruta !== '/readyz') return null
  const { lista, cuerpo } = await salud()
  return enJson(lista ? 200 : 503, cuerpo)
}

const atender = async (
  { peticion, respuesta }: { peticion: IncomingMessage; respuesta: ServerResponse },
  registro: Registry,
  salud?: Salud,
): Promise<void> => {
  if (!local(peticion)) return void respuesta.writeHead(403).end()
  if (peticion.method !== 'GET') return void respuesta.writeHead(404).end()
  try {
    const servida = await servir(peticion.url?.split('?', 1)[0] ?? '', registro, salud)
    if (servida === null) return void respuesta.writeHead(404).end()
    const { estado, tipo, texto } = servida
    respuesta.writeHead(estado, { 'content-type': tipo, 'cache-control': 'no-store' }).end(texto)
  } catch {
    respuesta.writeHead(500).end()
  }
}

/**
 * Sirve `GET /metrics` en 127.0.0.1; `puerto` 0 toma uno libre. Con `salud` sirve también `/health`, `/livez` y
 * `/readyz`: es el único puerto de quien no atiende HTTP.
 */
export const abrirPuertoMetricas = async (
  registro: Registry,
  puerto: number,
  salud?: Salud,
): Promise<PuertoMetricas> => {
  const servidor = createServer(
    (peticion, respuesta) => void atender({ peticion, respuesta }, registro, salud),
  )
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  servidor.once('error', reject)
  servidor.listen(puerto, '127.0.0.1', resolve)
  await promise
  return {
    puerto: (servidor.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      servidor.closeAllConnections()
      await new Promise<void>((cerrado) => servidor.close(() => cerrado()))
      registro.clear()
    },
  }
}
