/** Un correo listo para enviar a una sola dirección. `idMensaje` es estable entre reintentos. */
export type Carta = Readonly<{
  /** `Message-ID` con sus ángulos: `<id@dominio>`. */
  idMensaje: string
  para: string
  asunto: string
  texto: string
  html: string
  idioma: 'es' | 'en'
}>

/**
 * Por qué no salió una carta:
 * - `caida`: el servidor no atiende a nadie (red, TLS, credencial). No es culpa de la carta: se espera y se prueba.
 * - `temporal`: no esta vez (4xx, o se cortó sin saber si la tomó). Se reintenta con espera.
 * - `permanente`: nunca (5xx, dirección que no sirve). Necesita a una persona.
 */
export type ClaseErrorCorreo = 'caida' | 'temporal' | 'permanente'

/** Fallo de envío que el reparto sabe tratar; otra excepción es un defecto y cuenta como `temporal`. */
export class ErrorCorreo extends Error {
  readonly clase: ClaseErrorCorreo
  /** Código de respuesta SMTP, si el servidor llegó a contestar. */
  readonly respuesta: number | null

  constructor(clase: ClaseErrorCorreo, mensaje: string, respuesta: number | null = null) {
    super(mensaje)
    this.name = 'ErrorCorreo'
    this.clase = clase
    this.respuesta = respuesta
  }
}

/** Puerto de correo: resuelve cuando el servidor aceptó la carta; rechaza con `ErrorCorreo`. */
export type Correo = { enviar(carta: Carta): Promise<void> }
