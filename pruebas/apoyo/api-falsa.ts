import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Una API de mentira que apunta lo que le llega y contesta lo que se le diga. */
export type ApiFalsa = AsyncDisposable &
  Readonly<{
    url: string
    recibidas: IncomingMessage[]
    /** Peticiones que quien llamaba cortó antes de la respuesta. */
    cortadas: () => number
    responder(con: (peticion: IncomingMessage, respuesta: ServerResponse) => void): void
  }>

/** Contesta un JSON con ese estado y esas cabeceras. */
export const conJson =
  (estado: number, cuerpo: object, cabeceras: Readonly<Record<string, string>> = {}) =>
  (_peticion: IncomingMessage, respuesta: ServerResponse): void => {
    respuesta.writeHead(estado, { 'content-type': 'application/json', ...cabeceras })
    respuesta.end(JSON.stringify(cuerpo))
  }

/** Abre la API de mentira en un puerto libre. Mientras no se le diga otra cosa, no contesta nunca. */
export const abrirApiFalsa = async (): Promise<ApiFalsa> => {
  const recibidas: IncomingMessage[] = []
  let cortadas = 0
  let contestar: (peticion: IncomingMessage, respuesta: ServerResponse) => void = () => {}
  const servidor = createServer((peticion, respuesta) => {
    recibidas.push(peticion)
    respuesta.once('close', () => {
      if (!respuesta.writableFinished) cortadas++
    })
    contestar(peticion, respuesta)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  servidor.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    url: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}`,
    recibidas,
    cortadas: () => cortadas,
    responder: (con) => {
      contestar = con
    },
    async [Symbol.asyncDispose]() {
      servidor.closeAllConnections()
      const cerrado = Promise.withResolvers<void>()
      servidor.close(() => cerrado.resolve())
      await cerrado.promise
    },
  }
}
