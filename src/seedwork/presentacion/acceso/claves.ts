import { hash, randomBytes } from 'node:crypto'

/** `pk_<id>_<256 bits al azar>`: el id se puede decir y anotar; el resto, nunca. */
const FORMA = /^pk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/

/** Una clave recién hecha: `texto` se entrega una vez; de ella sólo se guarda la huella. */
export type ClaveNueva = Readonly<{ id: string; texto: string; huella: Buffer }>

/** SHA-256 de la clave entera. Son bits al azar, no una contraseña: no hace falta un resumen lento. */
export const huellaDeClave = (texto: string): Buffer => hash('sha256', texto, 'buffer')

/** El id de lo que tiene forma de clave, o `null`. */
export const idDeApiKey = (credencial: string): string | null => FORMA.exec(credencial)?.[1] ?? null

export const crearClave = (): ClaveNueva => {
  const id = randomBytes(8).toString('hex')
  const texto = `pk_${id}_${randomBytes(32).toString('base64url')}`
  return { id, texto, huella: huellaDeClave(texto) }
}
