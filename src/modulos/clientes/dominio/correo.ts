import { ErrorDominio } from '#seedwork/dominio/errores.ts'

/** Largo de una dirección y de su parte local, en bytes UTF-8 (RFC 5321 y 6531). */
const MAXIMO = 254
const MAXIMO_LOCAL = 64

/** Lo que no puede aparecer en ninguna parte: controles, espacios y lo que separa o envuelve direcciones. */
const PROHIBIDO = /[\p{C}\p{Z}<>()[\]\\,;:"]/u
/** La parte local: trozos sin punto, unidos por un punto. Letras de cualquier alfabeto. */
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
/** El dominio: al menos dos etiquetas, sin guion en los bordes. */
const DOMINIO =
  /^([\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u

const bytes = (texto: string): number => new TextEncoder().encode(texto).length

const invalido = (detalle: string): ErrorDominio =>
  new ErrorDominio('CorreoInvalido', `la dirección de correo no sirve: ${detalle}`, {}, [
    { puntero: '/correo', detalle },
  ])

/**
 * Una sola dirección de correo, con tildes e IDN permitidos y el dominio en minúsculas. Lo que podría
 * colar otro destinatario u otra cabecera (saltos, U+0000, comas, comillas) se rechaza aquí y otra vez
 * al armar la carta. Falla con `CorreoInvalido`.
 */
export const direccionCorreo = (valor: string): string => {
  if (valor.length > MAXIMO) throw invalido(`tiene más de ${MAXIMO} caracteres`)
  if (!valor.isWellFormed() || PROHIBIDO.test(valor))
    throw invalido('tiene caracteres que no admite una dirección')
  const partes = valor.normalize('NFC').split('@')
  const [local = '', dominio = ''] = partes
  if (partes.length !== 2) throw invalido('debe ser una sola dirección, con una arroba')
  if (bytes(local) > MAXIMO_LOCAL || !LOCAL.test(local))
    throw invalido('lo que va antes de la arroba no sirve')
  if (!DOMINIO.test(dominio)) throw invalido('el dominio no sirve')
  const direccion = `${local}@${dominio.toLowerCase()}`
  if (bytes(direccion) > MAXIMO) throw invalido(`tiene más de ${MAXIMO} bytes`)
  return direccion
}
