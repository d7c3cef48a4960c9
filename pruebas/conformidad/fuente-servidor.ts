import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { aJson } from '#seedwork/infraestructura/fuentes/mensaje-json.ts'

/** La ficha que pide el servidor de prueba. */
export const FICHA = 'ficha-de-prueba-larga'

/**
 * Un servidor mínimo de `GET /bitacora/{topico}` con espera larga, sobre otra fuente, y de `GET /readyz`
 * con la hora de negocio.
 */
export const abrirServidorBitacora = async (
  fuente: Fuente,
  ahora = () => Temporal.Now.instant(),
): Promise<AsyncDisposable & { url: string }> => {
  const servidor = createServer(async (pedido, respuesta) => {
    const url = new URL(pedido.url ?? '/', 'http://x')
    if (url.pathname === '/readyz')
      return void respuesta.end(JSON.stringify({ reloj: { ahora: ahora().toString() } }))
    const topico = decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
    const numero = (nombre: string): number => Number(url.searchParams.get(nombre) ?? 0)
    if (pedido.headers.authorization !== `Bearer ${FICHA}`) return void respuesta.writeHead(401).end()
    const leer = () => fuente.leer(topico, numero('desde'), numero('limite'))
    let tramo = await leer()
    if (tramo.mensajes.length === 0 && numero('esperar') > 0) {
      const { promise: algo, resolve } = Promise.withResolvers<void>()
      const callar = fuente.alLlegar((t) => void (t === topico && resolve()))
      const plazo = setTimeout(resolve, numero('esperar') * 1_000)
      respuesta.on('close', resolve)
      await algo
      clearTimeout(plazo)
      callar()
      tramo = await leer()
    }
    respuesta.setHeader('content-type', 'application/json')
    respuesta.end(JSON.stringify({ ...tramo, mensajes: tramo.mensajes.map(aJson) }))
  })
  servidor.listen(0, '127.0.0.1')
  await once(servidor, 'listening')
  return {
    url: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      servidor.close()
      servidor.closeAllConnections()
      await once(servidor, 'close')
    },
  }
}
