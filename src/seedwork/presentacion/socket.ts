import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type CodigoHttp, errorHttp } from './codigos.ts'
import { problemaDe, type TablaErrores, TIPO_PROBLEMA } from './problemas.ts'
import { ENCABEZADOS_SEGUROS } from './seguridad.ts'

const CODIGOS: Readonly<Record<string, CodigoHttp>> = {
  HPE_HEADER_OVERFLOW: 'EncabezadosDemasiadoGrandes',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'CuerpoDemasiadoGrande',
  ERR_HTTP_REQUEST_TIMEOUT: 'PlazoDePeticion',
}

const DETALLES: Partial<Record<CodigoHttp, string>> = {
  EncabezadosDemasiadoGrandes: 'los encabezados pasan de 16 KiB',
  CuerpoDemasiadoGrande: 'las extensiones de un trozo son demasiado largas',
  PlazoDePeticion: 'la petición tardó demasiado en llegar',
  MetodoNoPermitido: 'no se hacen túneles',
}

const textoDe = (tabla: TablaErrores, codigo: CodigoHttp): string => {
  const id = randomUUID()
  const detalle = DETALLES[codigo] ?? 'los bytes recibidos no forman una petición HTTP/1.1'
  const problema = problemaDe(tabla, errorHttp(codigo, detalle), id)
  const cuerpo = JSON.stringify(problema)
  return [
    `HTTP/1.1 ${problema.status} ${FRASES[problema.status] ?? 'Bad Request'}`,
    'Connection: close',
    `Content-Type: ${TIPO_PROBLEMA}`,
    `Content-Length: ${Buffer.byteLength(cuerpo)}`,
    `Date: ${new Date().toUTCString()}`,
    `X-Request-Id: ${id}`,
    ...Object.entries(ENCABEZADOS_SEGUROS).map(([nombre, valor]) => `${nombre}: ${valor}`),
    '',
    cuerpo,
  ].join('\r\n')
}

const FRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}

/** Lo que pasa en cada conexión: respuestas abiertas y conexiones que ya no deben atender nada más. */
export type Conexiones = {
  /** Anota una petición que empieza; al cerrarse su respuesta se olvida. */
  empezar(respuesta: ServerResponse): void
  /** Lo que está en curso cierra su conexión al responder: así el cierre no espera a las ociosas. */
  despedir(): void
  /** La conexión se cierra tras la respuesta en curso y nada más de ella se atiende. */
  condenar(socket: Socket): void
  estaCondenada(socket: Socket): boolean
  /** Peticiones en curso en todas las conexiones. */
  enCurso(): number
  /** Manejador de `clientError`: responde en crudo con un problema y cierra. */
  alFallar(error: Error & { code?: string }, socket: Socket): void
  /** Atiende en el servidor lo que Node respondería sin problema: `CONNECT` y un `Expect` desconocido. */
  vigilar(servidor: Server): void
}

const vigilar = (servidor: Server, tabla: TablaErrores): void => {
  servidor.on('connect', (_: IncomingMessage, socket: Socket) => {
    socket.on('error', () => {})
    socket.end(textoDe(tabla, 'MetodoNoPermitido'))
  })
  // RFC 9110 §10.1.1 permite ignorar una expectativa que no se conoce.
  servidor.on('checkExpectation', (peticion, respuesta) => servidor.emit('request', peticion, respuesta))
}

export const crearConexiones = (tabla: TablaErrores): Conexiones => {
  const abiertas = new Set<ServerResponse>()
  const condenadas = new WeakSet<Socket>()

  const alFallar = (error: Error & { code?: string }, socket: Socket): void => {
    const repetido = condenadas.has(socket)
    condenadas.add(socket)
    const suyas = [...abiertas].filter((r) => r.req.socket === socket)
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    // La puerta ya la rechazó y su respuesta, que cierra, va en camino; sin respuesta pendiente no queda qué decir.
    if (repetido && suyas.length > 0) return
    if (repetido) return void socket.destroy()
    const anterior = suyas.find((r) => r.req.complete)
    // Una petición buena en curso delante de los bytes rotos termina primero: su respuesta no se mezcla.
    if (anterior) return void anterior.once('close', () => socket.destroySoon())
    if (suyas.some((r) => r.headersSent)) return void socket.destroy()
    socket.end(textoDe(tabla, CODIGOS[error.code ?? ''] ?? 'PeticionMalformada'), () => socket.destroySoon())
  }

  return {
    empezar(respuesta) {
      abiertas.add(respuesta)
      respuesta.once('close', () => abiertas.delete(respuesta))
    },
    despedir() {
      for (const respuesta of abiertas) respuesta.shouldKeepAlive = false
    },
    condenar: (socket) => void condenadas.add(socket),
    estaCondenada: (socket) => condenadas.has(socket),
    enCurso: () => abiertas.size,
    alFallar,
    vigilar: (servidor) => vigilar(servidor, tabla),
  }
}
