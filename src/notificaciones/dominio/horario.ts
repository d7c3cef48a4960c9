/** Un aviso que nadie pidió en ese momento no sale antes de esta hora, en la zona del inmueble. */
export const HORA_DE_ENVIO = 8

/** Las 08:00 de un día en esa zona. Un día de cambio de hora tiene las suyas. */
export const ochoDelDia = (dia: string, zona: string): Temporal.Instant =>
  Temporal.PlainDate.from(dia)
    .toZonedDateTime({ timeZone: zona, plainTime: { hour: HORA_DE_ENVIO } })
    .toInstant()

/**
 * Ms que faltan para que pueda salir un aviso causado en `causado`, reloj de negocio: las 08:00 de ese
 * día en la zona del inmueble; 0 si ya pasaron.
 */
export const faltaParaLasOcho = (
  causado: Temporal.Instant,
  ahora: Temporal.Instant,
  zona: string,
): number => {
  const dia = causado.toZonedDateTimeISO(zona).toPlainDate().toString()
  return Math.max(0, ochoDelDia(dia, zona).epochMilliseconds - ahora.epochMilliseconds)
}
