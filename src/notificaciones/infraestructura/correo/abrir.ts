import type { Correo } from '#seedwork/aplicacion/correo.ts'
import { abrirBandeja } from './bandeja.ts'
import type { PlazosSmtp } from './conversacion.ts'
import type { Remitente } from './mensaje.ts'
import { abrirSmtp } from './smtp.ts'

/** El correo abierto, y por dónde sale. `cortar` suelta lo que esté a medias. */
export type CorreoAbierto = Readonly<{
  correo: Correo
  transporte: 'bandeja' | 'smtp'
  cortar(): Promise<void>
}>

/** Con `smtpUrl` sale por SMTP; sin ella, a la bandeja local de `carpeta`. */
export const abrirCorreo = async (opciones: {
  smtpUrl: string | null
  remitente: Remitente
  carpeta: string
  plazos?: PlazosSmtp | undefined
}): Promise<CorreoAbierto> => {
  const { smtpUrl, remitente, carpeta, plazos } = opciones
  if (smtpUrl === null) {
    const correo = await abrirBandeja({ carpeta, remitente })
    return { correo, transporte: 'bandeja', cortar: async () => {} }
  }
  const correo = abrirSmtp({ url: smtpUrl, remitente, ...(plazos && { plazos }) })
  return { correo, transporte: 'smtp', cortar: async () => correo[Symbol.asyncDispose]() }
}
