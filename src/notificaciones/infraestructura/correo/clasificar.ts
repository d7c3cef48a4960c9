import { type ClaseErrorCorreo, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'

/** Hasta dónde llegó la conversación con el servidor. */
export type Fase = 'conexion' | 'credencial' | 'envio'

type ErrorSmtp = Readonly<{ message: string; code?: string; responseCode?: number }>

/** El servidor contestó: 4xx es por ahora, 5xx es para siempre, y 421 es que no atiende a nadie. */
const segunRespuesta = (fase: Fase, respuesta: number): ClaseErrorCorreo => {
  // Un saludo o una credencial rechazados no dicen nada de esta carta: fallarían todas.
  if (fase !== 'envio' || respuesta === 421) return 'caida'
  return respuesta >= 500 ? 'permanente' : 'temporal'
}

const sinRespuesta = (fase: Fase, codigo: string | undefined): ClaseErrorCorreo => {
  if (fase !== 'envio') return 'caida'
  // El sobre o el tamaño no caben en lo que el servidor anunció: no cambiará.
  if (codigo === 'EENVELOPE' || codigo === 'EMESSAGE') return 'permanente'
  // Se cortó con la carta en camino: quizá la tomó. Se repite con el mismo Message-ID.
  return 'temporal'
}

/** Traduce un fallo de la conversación SMTP. */
export const clasificar = (fase: Fase, error: unknown): ErrorCorreo => {
  if (error instanceof ErrorCorreo) return error
  const { message, code, responseCode } = error as ErrorSmtp
  const clase = responseCode ? segunRespuesta(fase, responseCode) : sinRespuesta(fase, code)
  return new ErrorCorreo(clase, message.replaceAll(/[\r\n\0]+/g, ' ').slice(0, 500), responseCode ?? null)
}
