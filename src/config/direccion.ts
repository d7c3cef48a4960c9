import type { Config } from './config.ts'

/** `anfitrion:puerto`, con una dirección IPv6 entre corchetes. */
export const autoridadDe = (anfitrion: string, puerto: number): string =>
  `${anfitrion.includes(':') ? `[${anfitrion}]` : anfitrion}:${puerto}`

/** La URL de un servicio que escucha en `ANFITRION`: https si el cifrado termina en él. */
export const urlDe = ({ anfitrion, tls }: Pick<Config, 'anfitrion' | 'tls'>, puerto: number): string =>
  `${tls.modo === 'propio' ? 'https' : 'http'}://${autoridadDe(anfitrion, puerto)}`
