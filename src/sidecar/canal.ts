import { isIP } from 'node:net'
import { checkServerIdentity as comprobarIdentidad, type PeerCertificate } from 'node:tls'
import { Client, credentials } from '@grpc/grpc-js'

/**
 * Un canal hacia el sidecar. Por TLS se comprueba la máquina a la que se llama. grpc-js la pone además como
 * nombre del servidor (SNI), que no puede ser una IP: a una IP se le pide «localhost» y se comprueba la IP.
 */
export const abrirCanal = (destino: string, cifrado: boolean): Client => {
  if (!cifrado) return new Client(destino, credentials.createInsecure())
  const maquina = new URL(`https://${destino}`).hostname.replace(/^\[|\]$/g, '')
  const checkServerIdentity = (_nombre: string, certificado: PeerCertificate) =>
    comprobarIdentidad(maquina, certificado)
  const credenciales = credentials.createSsl(null, null, null, { checkServerIdentity })
  return new Client(destino, credenciales, {
    'grpc.ssl_target_name_override': isIP(maquina) ? 'localhost' : maquina,
  })
}
