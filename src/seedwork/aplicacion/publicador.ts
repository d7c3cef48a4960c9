import type { Mensaje } from './mensajes.ts'

/** Puerto de salida hacia un broker: publica en orden, con id, tópico y posición; al menos una vez. */
export type Publicador = {
  publicar(mensajes: readonly Mensaje[]): Promise<void>
}
