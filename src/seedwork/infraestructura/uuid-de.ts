import { hash } from 'node:crypto'

/**
 * El UUID v8 (RFC 9562) que sale de un texto: los primeros 128 bits de su SHA-256, con `variante` (`8` a `b`) en su
 * sitio. El mismo texto da siempre el mismo: sirve para que dos intentos de lo mismo se encuentren.
 */
export const uuidDe = (texto: string, variante: '8' | '9' | 'a' | 'b' = 'a'): string => {
  const h = hash('sha256', texto)
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-${variante}${h.slice(17, 20)}-${h.slice(20, 32)}`
}
