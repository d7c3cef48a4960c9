/** Un correo listo para enviar a una sola dirección. `idMensaje` es estable entre reintentos. */
export type Carta = Readonly<{
  idMensaje: string
  para: string
  asunto: string
  texto: string
  html: string
  idioma: 'es' | 'en'
}>

/** Puerto de correo: resuelve cuando el servidor aceptó la carta; rechaza con `ErrorCorreo`. */
export type Correo = { enviar(carta: Carta): Promise<void> }
