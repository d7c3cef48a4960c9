import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { type Carta, type Correo, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import { clasificar, type Fase } from './clasificar.ts'
import { componerMensaje, type MensajeCorreo, type Remitente } from './mensaje.ts'

/** Plazos en ms. `total` acota la conversación entera: un servidor que contesta byte a byte no la alarga. */
export type PlazosSmtp = Readonly<{ conexion: number; saludo: number; silencio: number; total: number }>

export const PLAZOS_SMTP: PlazosSmtp = { conexion: 10_000, saludo: 10_000, silencio: 20_000, total: 60_000 }

/** `url` es `smtp://` o `smtps://`, con credencial si hace falta. */
export type OpcionesSmtp = Readonly<{
  url: string
  remitente: Remitente
  plazos?: PlazosSmtp
}>

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

type Conversacion = { conexion: SMTPConnection; fase: Fase }

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

const enviarPor = async (c: Conversacion, mensaje: MensajeCorreo, url: string): Promise<void> => {
  const { conexion } = c
  await paso<void>(conexion, (fin) => conexion.connect(fin))
  const credencial = credencialDe(url)
  if (credencial) {
    c.fase = 'credencial'
    await paso(conexion, (fin) => conexion.login(credencial, fin))
  }
  c.fase = 'envio'
  const sobre = { from: mensaje.de, to: [mensaje.para] }
  await paso(conexion, (fin) => conexion.send(sobre, mensaje.crudo, fin))
}

const vencer = (ms: number, alVencer: () => void): Disposable => {
  const reloj = setTimeout(alVencer, ms)
  return { [Symbol.dispose]: () => clearTimeout(reloj) }
}

/** Abre el adaptador SMTP: una conexión por carta, un destinatario por sobre. Al cerrarlo corta las que haya. */
export const abrirSmtp = (opciones: OpcionesSmtp): Correo & AsyncDisposable => {
  const abiertas = new Set<SMTPConnection>()
  let cerrado = false
  const plazo = (opciones.plazos ?? PLAZOS_SMTP).total

  const conversar = async (mensaje: MensajeCorreo): Promise<void> => {
    const conexion = new SMTPConnection(opcionesDe(opciones))
    const conversacion: Conversacion = { conexion, fase: 'conexion' }
    // Un error que llega cuando ya nadie espera (al despedirse) no debe tumbar el proceso.
    conexion.on('error', () => {})
    abiertas.add(conexion)
    conexion.once('end', () => abiertas.delete(conexion))
    const { promise: vencida, reject } = Promise.withResolvers<never>()
    using _ = vencer(plazo, () => reject(new Error(`la conversación pasó de ${plazo} ms`)))
    try {
      await Promise.race([enviarPor(conversacion, mensaje, opciones.url), vencida])
      conexion.quit()
    } catch (error) {
      conexion.close()
      throw clasificar(conversacion.fase, error)
    } finally {
      vencida.catch(() => {})
    }
  }

  return {
    async enviar(carta: Carta) {
      const mensaje = await componerMensaje(carta, opciones.remitente)
      if (cerrado) throw new ErrorCorreo('caida', 'el correo se está cerrando')
      await conversar(mensaje)
    },
    async [Symbol.asyncDispose]() {
      cerrado = true
      for (const conexion of abiertas) conexion.close()
    },
  }
}
