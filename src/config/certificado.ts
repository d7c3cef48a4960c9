import { readFileSync } from 'node:fs'
import type { Config } from './config.ts'

/** El certificado y la llave de `TLS=certificado,llave`, o nada si el cifrado no termina aquí. */
export const certificadoDe = ({ tls }: Pick<Config, 'tls'>): { cert: Buffer; key: Buffer } | undefined =>
  tls.modo === 'propio' ? { cert: readFileSync(tls.certificado), key: readFileSync(tls.llave) } : undefined
