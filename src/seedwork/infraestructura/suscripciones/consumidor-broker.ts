/** Un consumidor duradero que lee del broker, como el propio broker lo cuenta. */
export type ConsumidorBroker = Readonly<{
  consumidor: string
  topico: string
  /** Mensajes que aún no se le entregaron. */
  pendientes: number
  /** Entregados y sin acuse; `null` si este broker no lo sabe. */
  por_confirmar: number | null
  /** Entregados más de una vez de los que esperan acuse; `null` si este broker no lo sabe. */
  reentregados: number | null
}>
