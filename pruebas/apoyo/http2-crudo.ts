import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Tipos de trama (RFC 9113 §6). */
export const DATA = 0
export const HEADERS = 1
export const PRIORITY = 2
export const RST_STREAM = 3
export const SETTINGS = 4
export const PING = 6
export const GOAWAY = 7
export const WINDOW_UPDATE = 8
export const CONTINUATION = 9

export const FIN_DE_FLUJO = 1
export const FIN_DE_CABECERAS = 4

const PREFACIO = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** Una trama tal cual; nada se comprueba. `largo`: el que se dice, si no es el que tiene. */
export const trama = (
  tipo: number,
  { banderas = 0, flujo = 0, cuerpo = Buffer.alloc(0), largo = cuerpo.length }: Trama = {},
): Buffer => {
  const cabeza = Buffer.alloc(9)
  cabeza.writeUIntBE(largo, 0, 3)
  cabeza.writeUInt8(tipo, 3)
  cabeza.writeUInt8(banderas, 4)
  cabeza.writeUInt32BE(flujo, 5)
  return Buffer.concat([cabeza, cuerpo])
}

type Trama = Readonly<{ banderas?: number; flujo?: number; cuerpo?: Buffer; largo?: number }>

/** Una cadena o un entero corto de HPACK (RFC 7541 §5), sin Huffman. */
const entero = (n: number, bits: number): Buffer => {
  const tope = 2 ** bits - 1
  if (n < tope) return Buffer.from([n])
  const bytes = [tope]
  for (let resto = n - tope; ; resto = Math.floor(resto / 128)) {
    bytes.push(resto < 128 ? resto : (resto % 128) | 0x80)
    if (resto < 128) return Buffer.from(bytes)
  }
}
const cadena = (texto: string): Buffer => Buffer.concat([entero(texto.length, 7), Buffer.from(texto)])

/** Un campo de cabecera literal; `indexado` lo deja además en la tabla dinámica. */
export const campo = (nombre: string, valor: string, indexado = false): Buffer =>
  Buffer.concat([Buffer.from([indexado ? 0x40 : 0x00]), cadena(nombre), cadena(valor)])

/** El último campo dejado en la tabla dinámica, en un byte. */
export const REPETIDO = Buffer.from([0x80 | 62])

/** Las cabeceras de una llamada gRPC, en HPACK. */
export const cabecerasDe = (ruta: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x83, 0x86, 0x04]),
    cadena(ruta),
    Buffer.from([0x01]),
    cadena('localhost'),
    campo('content-type', 'application/grpc'),
    campo('te', 'trailers'),
  ])

/** Una conexión HTTP/2 de la que se escriben los bytes a mano. */
export type ConexionCruda = Disposable &
  Readonly<{
    /** Escribe y espera a que quepa; contesta si la conexión sigue abierta. */
    escribir(bytes: Buffer): Promise<boolean>
    /** Código del GOAWAY que llegó, si llegó. */
    despedida(): number | null
    cerrada: Promise<unknown>
    abierta(): boolean
  }>

const despedidaEn = (recibido: Buffer): number | null => {
  for (let i = 0; i + 9 <= recibido.length; i += 9 + recibido.readUIntBE(i, 3))
    if (recibido[i + 3] === GOAWAY && i + 17 <= recibido.length) return recibido.readUInt32BE(i + 13)
  return null
}

const SALUDO = Buffer.concat([PREFACIO, trama(SETTINGS)])

/** Se conecta y saluda, con los primeros `saludo` bytes. `sorda`: no lee lo que se le contesta. */
export const conectar = async (
  puerto: number,
  { sorda = false, saludo = SALUDO.length } = {},
): Promise<ConexionCruda> => {
  const socket: Socket = connect(puerto, '127.0.0.1')
  await once(socket, 'connect')
  const trozos: Buffer[] = []
  let viva = true
  const cerrada = new Promise((resolver) => socket.once('close', resolver)).then(() => {
    viva = false
  })
  socket.on('error', () => {})
  if (!sorda) socket.on('data', (trozo: Buffer) => trozos.push(trozo))
  socket.write(SALUDO.subarray(0, saludo))
  return {
    async escribir(bytes) {
      if (viva && !socket.write(bytes)) await Promise.race([once(socket, 'drain').catch(() => {}), cerrada])
      return viva
    },
    despedida: () => despedidaEn(Buffer.concat(trozos)),
    cerrada,
    abierta: () => viva,
    [Symbol.dispose]: () => socket.destroy(),
  }
}
