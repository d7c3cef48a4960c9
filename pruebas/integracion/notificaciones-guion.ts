import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** La conversación de un cliente con nuestro servidor de mentira, línea a línea. */
export type Linea = {
  /** Contesta una línea. */
  decir(texto: string): void
  /** Espera la línea siguiente del cliente; vacía si se fue. */
  oir(): Promise<string>
  /** Lee el cuerpo de la carta hasta el punto final. */
  oirCarta(): Promise<string>
  cortar(): void
  /** Resuelve cuando el cliente se va. */
  irse: Promise<void>
}

/** Un servidor SMTP que sigue un guion: puede callar, demorarse o cortar donde uno de verdad no lo haría. */
export type ServidorDeGuion = AsyncDisposable & Readonly<{ url: string; puerto: number }>

const lineaDe = (socket: Socket): Linea => {
  const lineas = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })
  const turno = lineas[Symbol.asyncIterator]()
  const irse = once(socket, 'close').then(() => {})
  const oir = async (): Promise<string> => {
    const { value, done } = await turno.next()
    return done ? '' : value
  }
  return {
    irse,
    oir,
    decir: (texto) => void socket.write(`${texto}\r\n`),
    cortar: () => void socket.destroy(),
    async oirCarta() {
      const partes: string[] = []
      for (let l = await oir(); l !== '.'; l = await oir()) partes.push(l)
      return partes.join('\n')
    },
  }
}

/** Abre el servidor; `guion` atiende cada conexión. */
export const abrirGuion = async (
  guion: (linea: Linea) => Promise<void>,
  anfitrion = '127.0.0.1',
): Promise<ServidorDeGuion> => {
  const sockets = new Set<Socket>()
  const servidor = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    guion(lineaDe(socket)).catch(() => socket.destroy())
  })
  servidor.listen(0, anfitrion)
  await once(servidor, 'listening')
  const { port } = servidor.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    puerto: port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      servidor.close()
      await once(servidor, 'close')
    },
  }
}

/** El saludo y el EHLO de un servidor corriente. */
export const saludar = async (linea: Linea, ehlo = '250 servidor'): Promise<void> => {
  linea.decir('220 servidor de prueba')
  await linea.oir()
  linea.decir(ehlo)
}

/** El sobre aceptado hasta tener la carta entera, sin contestarla. */
export const recibirCarta = async (linea: Linea): Promise<string> => {
  for (const respuesta of ['250 remitente', '250 destinatario', '354 adelante']) {
    await linea.oir()
    linea.decir(respuesta)
  }
  return linea.oirCarta()
}
