import type { FastifyReply } from 'fastify'

const POLITICA = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const FIJAS: Readonly<Record<string, string>> = {
  'content-security-policy': POLITICA,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'x-frame-options': 'DENY',
}

/** Cabeceras de seguridad de toda respuesta; con TLS, además, el navegador no vuelve a `http:`. */
export const ponerCabeceras = (respuesta: FastifyReply, tls: boolean): void => {
  for (const [nombre, valor] of Object.entries(FIJAS)) {
    if (!respuesta.hasHeader(nombre)) respuesta.header(nombre, valor)
  }
  if (tls) respuesta.header('strict-transport-security', 'max-age=31536000')
}
