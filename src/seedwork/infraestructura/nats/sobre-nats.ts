import { headers, type MsgHdrs } from '@nats-io/transport-node'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { aCabeceras, deCabeceras } from '../esquemas/sobre.ts'

/** Las cabeceras `ce-*` de un mensaje, como las quiere NATS. */
export const cabecerasDe = (mensaje: Mensaje, espacio: string): MsgHdrs => {
  const cabeceras = headers()
  for (const [nombre, valor] of Object.entries(aCabeceras(mensaje, espacio))) cabeceras.set(nombre, valor)
  return cabeceras
}

/** Lo que hace falta de un mensaje de JetStream, entregado o guardado. */
export type Llegado = Readonly<{
  subject: string
  data: Uint8Array
  header?: MsgHdrs | undefined
  headers?: MsgHdrs | undefined
}>

/** Las cabeceras de un mensaje llegado, con su último valor. */
export const planas = (llegado: Llegado): Record<string, string> => {
  const dadas = llegado.headers ?? llegado.header
  const nombres = dadas?.keys() ?? []
  return Object.fromEntries(nombres.map((nombre) => [nombre, dadas!.last(nombre)]))
}

/** El mensaje de la bitácora que viaja en uno de NATS. Falla con `ErrorEsquema` si no se entiende. */
export const deNats = (llegado: Llegado, recibidoEn: number): Mensaje =>
  deCabeceras({
    topico: llegado.subject,
    cabeceras: planas(llegado),
    contenido: Buffer.from(llegado.data),
    recibidoEn,
  })
