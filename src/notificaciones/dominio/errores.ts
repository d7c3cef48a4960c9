/** Códigos de este servicio; los demás son comunes o de HTTP. */
export const CODIGOS_NOTIFICACIONES = [
  /** No hay ninguna notificación con ese id. */
  'NotificacionNoEncontrada',
  /** Ya salió, está saliendo, o no debe salir: no se reintenta. */
  'ReintentoNoPermitido',
] as const

export type CodigoNotificaciones = (typeof CODIGOS_NOTIFICACIONES)[number]
