import type { IncomingMessage, Server } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { muestreado, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { anfitrionValido, type Puerta, procedencia } from '../puerta.ts'
import { ErrorSesion, type Sesion, type Sesiones } from '../sesion.ts'
import { atenderConexion, type Conexion } from './conexion.ts'
import type { Difusor, Llegada } from './difusor.ts'
import { CIERRES, LIMITES, SUBPROTOCOLO } from './protocolo.ts'

/** El WebSocket de la página, colgado del mismo puerto. */
export type ServidorWs = AsyncDisposable & {
  /** Las abiertas: a una que se está cerrando ya no se le manda nada. */
  readonly conexiones: number
  /** Mensajes repartidos desde que abrió. */
  readonly repartidos: number
}

type Opciones = Readonly<{
  servidor: Server
  puerta: Puerta
  sesiones: Sesiones
  difusor: Difusor
  registro: Registro
  trazas: Trazas
  /** Modo local: se admite `?token=`. */
  local: boolean
  latidoMs?: number
}>

const CONEXIONES_MAXIMAS = 10_000

/** Rechaza un `upgrade` con su estado y cierra. */
const rechazar = (toma: Duplex, status: number, codigo: string): void => {
  const cuerpo = JSON.stringify({
    type: `/problemas/${codigo}`,
    status,
    codigo,
    title: STATUS_CODES[status],
    errors: [],
  })
  const cabeceras = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(cuerpo)}`,
    'Connection: close',
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(status === 503 || status === 429 ? ['Retry-After: 5'] : []),
  ]
  toma.end(`${cabeceras.join('\r\n')}\r\n\r\n${cuerpo}`)
}

type Rechazo = readonly [status: number, codigo: string]
const es = (r: Sesion | Rechazo): r is Sesion => !Array.isArray(r)

/** Quién abre: un token vale sin Origin; una galleta sólo desde nuestra propia página. */
const autenticar = async (o: Opciones, peticion: IncomingMessage): Promise<Sesion | Rechazo> => {
  const url = new URL(peticion.url ?? '/', 'http://interno')
  if (url.pathname !== '/ws') return [404, 'RutaNoEncontrada']
  if (!anfitrionValido(o.puerta, peticion)) return [421, 'AnfitrionDesconocido']
  const origen = peticion.headers.origin === undefined ? 'ausente' : procedencia(peticion)
  if (origen === 'ajena') return [403, 'OrigenNoPermitido']
  // Fuera del modo local una credencial no viaja en una URL.
  const token = o.local ? url.searchParams.get('token') : null
  const deUrl = token === null ? null : await o.sesiones.deCredencial(peticion, token)
  const conToken = deUrl ?? (await o.sesiones.dePortador(peticion))
  const sesion = conToken ?? (origen === 'propia' ? await o.sesiones.de(peticion) : null)
  if (!sesion) return [401, 'NoAutenticado']
  const ofrecidos = peticion.headers['sec-websocket-protocol']?.split(',').map((p) => p.trim())
  if (ofrecidos && !ofrecidos.includes(SUBPROTOCOLO)) return [400, 'SubprotocoloDesconocido']
  return sesion
}

const rechazoDe = (error: unknown): Rechazo =>
  error instanceof ErrorSesion ? [error.statusCode, error.codigo] : [503, 'ServicioNoDisponible']

/** Un lapso por cada mensaje marcado que se reparte; devuelve con qué se cierran. */
const trazarReparto = (trazas: Trazas, { topico, tramas }: Llegada, conexiones: number): (() => void) => {
  if (!trazas.activas) return () => {}
  const lapsos = tramas
    .filter((t) => muestreado(t.traceparent))
    .map(({ traceparent: padre, posicion }) =>
      trazas.abrir('repartir trama', {
        ...{ clase: 'productor', padre },
        atributos: { topico, posicion, conexiones },
      }),
    )
  return () => {
    for (const lapso of lapsos) lapso.terminar()
  }
}

const crearSubida = (): WebSocketServer =>
  new WebSocketServer({
    noServer: true,
    maxPayload: LIMITES.trama,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (ofrecidos) => (ofrecidos.has(SUBPROTOCOLO) ? SUBPROTOCOLO : false),
  })

class ServidorDeTramas implements ServidorWs {
  readonly #o: Opciones
  readonly #wss = crearSubida()
  readonly #abiertas = new Set<Conexion>()
  readonly #latido: NodeJS.Timeout
  #cerrando = false
  #repartidos = 0

  constructor(o: Opciones) {
    this.#o = o
    o.servidor.on('upgrade', this.#alSubir)
    o.difusor.alLlegar((llegada) => this.#repartir(llegada))
    o.difusor.alReiniciar((topico) => {
      for (const conexion of this.#abiertas) conexion.reiniciar(topico)
    })
    this.#latido = setInterval(() => {
      for (const conexion of this.#abiertas) conexion.latir()
    }, o.latidoMs ?? LIMITES.latidoMs)
    this.#latido.unref()
  }

  get conexiones(): number {
    return this.#abiertas.values().reduce((n, { abierta }) => n + Number(abierta), 0)
  }

  get repartidos(): number {
    return this.#repartidos
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cerrando = true
    clearInterval(this.#latido)
    this.#o.servidor.off('upgrade', this.#alSubir)
    for (const conexion of this.#abiertas) conexion.cerrar(CIERRES.apagado, 'el servicio se apaga')
    this.#wss.close()
  }

  readonly #alSubir = async (peticion: IncomingMessage, toma: Duplex, cabeza: Buffer): Promise<void> => {
    toma.on('error', () => toma.destroy())
    const sesion = await autenticar(this.#o, peticion).catch(rechazoDe)
    if (toma.destroyed) return
    if (!es(sesion)) rechazar(toma, ...sesion)
    else if (this.#cerrando || !this.#o.difusor.listo || this.#abiertas.size >= CONEXIONES_MAXIMAS)
      rechazar(toma, 503, 'ServicioNoDisponible')
    else this.#wss.handleUpgrade(peticion, toma, cabeza, (ws) => this.#admitir(ws, toma, sesion))
  }

  #admitir(ws: WebSocket, toma: Duplex, sesion: Sesion): void {
    const { difusor, registro, sesiones } = this.#o
    const conexion = atenderConexion({
      ...{ ws, toma, sesion, difusor, registro },
      sigue: () => sesiones.sigue(sesion),
    })
    this.#abiertas.add(conexion)
    ws.on('error', (error) => registro.debug({ error }, 'conexión de la página con error'))
    ws.on('close', () => this.#abiertas.delete(conexion))
  }

  #repartir(llegada: Llegada): void {
    this.#repartidos += llegada.tramas.length
    if (this.#abiertas.size === 0) return
    const bloque = Buffer.concat(llegada.tramas.map((t) => t.bytes))
    const cerrar = trazarReparto(this.#o.trazas, llegada, this.#abiertas.size)
    for (const conexion of this.#abiertas) conexion.repartir(llegada, bloque)
    cerrar()
  }
}

/** Cuelga `/ws` del servidor HTTP: el `upgrade` se decide aquí, antes de aceptar nada. */
export const abrirServidorWs = (opciones: Opciones): ServidorWs => new ServidorDeTramas(opciones)
