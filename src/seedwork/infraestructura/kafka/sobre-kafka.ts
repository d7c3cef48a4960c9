import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { aCabeceras, deCabeceras } from '../esquemas/sobre.ts'

const TIPO_CONTENIDO = 'ce-datacontenttype'

/** Las cabeceras `ce_*` de un mensaje y su `content-type`: CloudEvents 1.0 sobre Kafka, en modo binario. */
export const cabecerasDe = (mensaje: Mensaje, espacio: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(aCabeceras(mensaje, espacio)).map(([nombre, valor]) => [
      nombre === TIPO_CONTENIDO ? 'content-type' : nombre.replace('ce-', 'ce_'),
      valor,
    ]),
  )

/** Un mensaje de Kafka, tal como se guardó. */
export type Llegado = Readonly<{
  topico: string
  /** Su número en el tópico. */
  numero: bigint
  /** Cuándo lo guardó el broker, ms. */
  instante: number
  contenido: Buffer
  cabeceras: readonly (readonly [Buffer | null, Buffer | null])[]
}>

/** Las cabeceras de un mensaje llegado, con el guion de siempre; de una repetida, la última. */
export const planas = ({ cabeceras }: Llegado): Record<string, string> =>
  Object.fromEntries(
    cabeceras.map(([nombre, valor]) => [
      String(nombre ?? '')
        .toLowerCase()
        .replace(/^ce_/, 'ce-'),
      String(valor ?? ''),
    ]),
  )

/** El mensaje de la bitácora que viaja en uno de Kafka. Falla con `ErrorEsquema` si no se entiende. */
export const deKafka = (llegado: Llegado, recibidoEn = llegado.instante): Mensaje =>
  deCabeceras({
    topico: llegado.topico,
    cabeceras: planas(llegado),
    contenido: llegado.contenido,
    recibidoEn,
  })
