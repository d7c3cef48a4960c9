import { domainToASCII } from 'node:url'
import { ErrorCorreo } from '#seedwork/aplicacion/correo.ts'

// Lo que separaría una lista, cerraría una dirección o empezaría otra cabecera.
const PROHIBIDOS = /[\p{Cc}\p{Z}<>()[\]\\,;:"]/u

/**
 * Una sola dirección, lista para el sobre: el dominio en ASCII (IDNA), la parte local como vino.
 * Falla con `ErrorCorreo` permanente si no lo es: ni listas, ni comillas, ni más de 254 caracteres.
 */
export const direccionUnica = (texto: string): string => {
  const partes = texto.split('@')
  const [local = '', dominio = ''] = partes
  const ascii = domainToASCII(dominio)
  if (partes.length !== 2 || local === '' || ascii === '' || PROHIBIDOS.test(texto))
    throw new ErrorCorreo('permanente', 'la dirección de correo no sirve')
  const direccion = `${local}@${ascii}`
  if (Buffer.byteLength(direccion) > 254)
    throw new ErrorCorreo('permanente', 'la dirección de correo es demasiado larga')
  return direccion
}
