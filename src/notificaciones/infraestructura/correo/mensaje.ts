import MailComposer from 'nodemailer/lib/mail-composer'
import { type Carta, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import { direccionUnica } from './direccion.ts'

/** Quién firma los correos: un nombre visible y una sola dirección. */
export type Remitente = Readonly<{ nombre: string; direccion: string }>

/** Un mensaje RFC 5322 con su sobre, de un solo destinatario. */
export type MensajeCorreo = Readonly<{ de: string; para: string; idMensaje: string; crudo: Buffer }>

const ID_MENSAJE = /^<[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+>$/u

/** Una cabecera es una línea: con CR, LF o NUL se colaría otra. */
const exigirUnaLinea = (nombre: string, valor: string): void => {
  if (/[\r\n\0]/.test(valor))
    throw new ErrorCorreo('permanente', `${nombre} tiene un salto de línea o un NUL`)
}

/**
 * Escribe la carta como mensaje RFC 5322 (texto y HTML). Los dos adaptadores usan esta misma función,
 * así la bandeja local guarda lo mismo que saldría por SMTP.
 * Falla con `ErrorCorreo` permanente si una cabecera o la dirección no sirven.
 */
export const componerMensaje = async (carta: Carta, remitente: Remitente): Promise<MensajeCorreo> => {
  exigirUnaLinea('el asunto', carta.asunto)
  exigirUnaLinea('el Message-ID', carta.idMensaje)
  exigirUnaLinea('el remitente', remitente.nombre)
  if (!ID_MENSAJE.test(carta.idMensaje)) throw new ErrorCorreo('permanente', 'el Message-ID no sirve')
  const de = direccionUnica(remitente.direccion)
  const para = direccionUnica(carta.para)
  const nodo = new MailComposer({
    from: { name: remitente.nombre, address: de },
    to: { name: '', address: para },
    subject: carta.asunto,
    text: carta.texto,
    html: carta.html,
    messageId: carta.idMensaje,
    date: new Date(),
    headers: { 'Content-Language': carta.idioma, 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  return { de, para, idMensaje: carta.idMensaje, crudo: await nodo.build() }
}
