import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { leerConfig } from '#config/config.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { abrirFuenteMemoria, type FuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirUi, type RecursosUi, type ServicioUi } from '../../src/ui/servicio.ts'
import { esperarQue } from './esperar.ts'

export const TOKEN = 'token-de-la-pagina-de-prueba'

/** La página sobre una bitácora en memoria, en un puerto libre y sin servicios detrás (o los que se den). */
export type PaginaPrueba = AsyncDisposable &
  Readonly<{ ui: ServicioUi; fuente: FuenteMemoria; publico: string; autoridad: string }>

export const abrirPaginaPrueba = async (
  extra: Partial<RecursosUi> & Readonly<{ espiar?: (f: Fuente) => Fuente }> = {},
): Promise<PaginaPrueba> => {
  await using pila = new AsyncDisposableStack()
  const { espiar = (f: Fuente) => f, ...recursos } = extra
  const fuente = abrirFuenteMemoria()
  const publico = await mkdtemp(join(tmpdir(), 'alpes-publico-'))
  pila.defer(() => rm(publico, { recursive: true, force: true }))
  const ui = pila.use(
    await abrirUi(leerConfig({ PUERTO_UI: '0', PUERTO_METRICAS: '0' }), {
      ...{ registro: sinRegistro, token: TOKEN, version: '0.0.0', publico },
      fuente: espiar(fuente),
      decodificar: (m) => ({ en: m.posicion }),
      ...recursos,
    }),
  )
  await esperarQue('el lector está situado', async () => {
    const { partes } = (await (await fetch(`${ui.url}/readyz`)).json()) as { partes: { bitacora: boolean } }
    return partes.bitacora
  })
  const cierre = pila.move()
  return {
    ...{ ui, fuente, publico },
    autoridad: `127.0.0.1:${ui.puerto}`,
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

export type Trama = Readonly<Record<string, unknown>> & Readonly<{ op: string; posicion?: number }>

/** Un cliente del WebSocket que guarda lo que le llega. */
export type Cliente = AsyncDisposable &
  Readonly<{
    ws: WebSocket
    tramas: readonly Trama[]
    /** Código con que se cerró. */
    cierre: Promise<number>
    enviar(mensaje: unknown): void
    /** Espera la primera trama que cumpla. */
    hasta(condicion: (trama: Trama) => boolean): Promise<Trama>
    eventos(): readonly number[]
  }>

export type ComoEntra = Readonly<{
  cabeceras?: Readonly<Record<string, string>>
  ruta?: string
  protocolos?: string[]
}>

const DE_TOKEN = { authorization: `Bearer ${TOKEN}` }

/** Abre una conexión; por omisión, con el token y el subprotocolo. */
export const conectarWs = async (pagina: PaginaPrueba, como: ComoEntra = {}): Promise<Cliente> => {
  const ws = new WebSocket(`ws://${pagina.autoridad}${como.ruta ?? '/ws'}`, como.protocolos ?? ['alpes.v1'], {
    headers: como.cabeceras ?? DE_TOKEN,
    perMessageDeflate: false,
  })
  const tramas: Trama[] = []
  ws.on('message', (datos: Buffer) => tramas.push(JSON.parse(datos.toString()) as Trama))
  const cierre = once(ws, 'close').then(([codigo]) => codigo as number)
  cierre.catch(() => {})
  await once(ws, 'open')
  return {
    ...{ ws, tramas, cierre },
    enviar: (mensaje) => ws.send(typeof mensaje === 'string' ? mensaje : JSON.stringify(mensaje)),
    hasta: (condicion) => esperarQue('llega la trama', () => tramas.find(condicion)),
    eventos: () => tramas.filter((t) => t.op === 'evento').map((t) => t.posicion ?? 0),
    async [Symbol.asyncDispose]() {
      if (ws.readyState === WebSocket.CLOSED) return
      ws.terminate()
      await cierre
    },
  }
}

/** Con qué estado se rechaza un intento de abrir. */
export const rechazoWs = async (pagina: PaginaPrueba, como: ComoEntra): Promise<number> => {
  const ws = new WebSocket(`ws://${pagina.autoridad}${como.ruta ?? '/ws'}`, como.protocolos ?? ['alpes.v1'], {
    headers: como.cabeceras ?? {},
  })
  ws.on('error', () => {})
  const [, respuesta] = (await once(ws, 'unexpected-response')) as [
    unknown,
    { statusCode: number; resume(): void },
  ]
  respuesta.resume()
  ws.terminate()
  return respuesta.statusCode
}
