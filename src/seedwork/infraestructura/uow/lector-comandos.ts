import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Efecto } from '../suscripciones/efecto.ts'
import type { Ejecutor, OrdenConsumida } from './motor.ts'

/**
 * Efecto de una suscripción a un tópico de comandos: cada mensaje se vuelve una orden y el lote corre
 * en la unidad de trabajo, con el cursor en la misma transacción. Cuando dos comandos del lote quieren
 * el mismo agregado, se confirma el prefijo y la suscripción sigue con el resto.
 */
export const efectoDeComandos = (
  ejecutor: Ejecutor,
  interpretar: (mensaje: Mensaje) => OrdenConsumida,
): Efecto => ({
  correr: (mensajes, moverCursor) =>
    ejecutor.correr(mensajes.map(interpretar), (resueltas) => moverCursor(mensajes[resueltas - 1]!)),
})
