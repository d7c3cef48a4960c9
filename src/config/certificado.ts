import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import type { Config } from './config.ts'

type ConTls = Pick<Config, 'tls'>

/** El certificado y la llave de `TLS=certificado,llave`, o nada si el cifrado no termina aquí. */
export const certificadoDe = ({ tls: t }: ConTls): { cert: Buffer; key: Buffer } | undefined =>
  t.modo === 'propio' ? { cert: readFileSync(t.certificado), key: readFileSync(t.llave) } : undefined

/**
 * Hace que este proceso se fíe de su propio certificado, aunque se lo haya firmado él mismo: sin esto los
 * servicios que corren juntos no se hablan. El nombre se comprueba igual, así que el certificado tiene que
 * llevar el de `ANFITRION`.
 */
export const confiarEnElPropio = (config: ConTls): void => {
  const propio = certificadoDe(config)
  if (propio) tls.setDefaultCACertificates([...tls.getCACertificates(), propio.cert.toString()])
}
