import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Fase } from './clasificar.ts'
import type { MensajeCorreo, Remitente } from './mensaje.ts'

/** Plazos en ms. `total` acota la conversación entera: un servidor que contesta byte a byte no la alarga. */
export type PlazosSmtp = Readonly<{ conexion: number; saludo: number; silencio: number; total: number }>

export const PLAZOS_SMTP: PlazosSmtp = { conexion: 10_000, saludo: 10_000, silencio: 20_000, total: 60_000 }

/** `url` es `smtp://` o `smtps://`, con credencial si hace falta. */
export type OpcionesSmtp = Readonly<{
  url: string
  remitente: Remitente
  plazos?: PlazosSmtp
  /** Ms que una conexión espera, sin nada que enviar, a la carta siguiente. */
  ocio?: number
}>

/** Una conexión con el servidor, y hasta dónde llegó la carta que lleva. */
export type Conversacion = {
  readonly conexion: SMTPConnection
  fase: Fase
  /** ¿Empezó a salir el contenido? Hasta entonces es seguro que el servidor no tomó la carta. */
  dada: boolean
  /** Cartas que ya aceptó. */
  cartas: number
}

const esLocal = (anfitrion: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(anfitrion)

const opcionesDe = ({ url, plazos = PLAZOS_SMTP }: OpcionesSmtp) => {
  const u = new URL(url)
  const cifrado = u.protocol === 'smtps:'
  const local = esLocal(u.hostname)
  return {
    host: u.hostname.replace(/^\[|\]$/g, ''),
    ...(u.port ? { port: Number(u.port) } : {}),
    secure: cifrado,
    // Fuera de este equipo, sin TLS no se envía nada. En él, un certificado de prueba no estorba.
    requireTLS: !cifrado && !local,
    ignoreTLS: !cifrado && local,
    name: 'alpes',
    connectionTimeout: plazos.conexion,
    greetingTimeout: plazos.saludo,
    socketTimeout: plazos.silencio,
    dnsTimeout: plazos.conexion,
    maxResponseSize: 64 * 1024,
    socketCloseTimeout: 0,
  }
}

const credencialDe = (url: string): { user: string; pass: string } | null => {
  const { username, password } = new URL(url)
  return username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : null
}

/** Un paso de nodemailer (estilo callback) como promesa que también rechaza si la conexión muere. */
const paso = <R>(
  conexion: SMTPConnection,
  dar: (fin: (error?: Error | null, valor?: R) => void) => void,
): Promise<R> => {
  const { promise, resolve, reject } = Promise.withResolvers<R>()
  const alCortarse = () => reject(new Error('el servidor cortó la conexión'))
  conexion.once('error', reject)
  conexion.once('end', alCortarse)
  dar((error, valor) => (error ? reject(error) : resolve(valor as R)))
  return promise.finally(() => {
    conexion.off('error', reject)
    conexion.off('end', alCortarse)
  })
}

/** Una conversación por empezar. */
export const crearConversacion = (opciones: OpcionesSmtp): Conversacion => {
  const conexion = new SMTPConnection(opcionesDe(opciones))
  // Un error que llega cuando ya nadie espera (ociosa, o al despedirse) no debe tumbar el proceso.
  conexion.on('error', () => {})
  return { conexion, fase: 'conexion', dada: false, cartas: 0 }
}

/** Conecta y, si hace falta, se identifica. */
export const presentarse = async (c: Conversacion, url: string): Promise<void> => {
  const { conexion } = c
  await paso<void>(conexion, (fin) => conexion.connect(fin))
  const credencial = credencialDe(url)
  if (credencial === null) return
  c.fase = 'credencial'
  await paso(conexion, (fin) => conexion.login(credencial, fin))
}

/** Entrega una carta por una conversación ya presentada. */
export const entregar = async (c: Conversacion, mensaje: MensajeCorreo): Promise<void> => {
  const { conexion } = c
  c.fase = 'envio'
  c.dada = false
  // Nodemailer no pide el contenido hasta que el servidor dice que lo mande (354).
  const contenido = function* () {
    c.dada = true
    yield mensaje.crudo
  }
  const sobre = { from: mensaje.de, to: [mensaje.para] }
  await paso(conexion, (fin) => conexion.send(sobre, Readable.from(contenido()), fin))
  c.cartas++
}
