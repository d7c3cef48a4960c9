import type { Origen } from '../../aplicacion/contexto.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'

/**
 * Un mensaje en JSON: los nombres del sobre público. `contenido` es el Avro en base64;
 * `datos`, si viene, es lo mismo ya decodificado, para quien no tiene los esquemas.
 */
export type MensajeJson = Readonly<{
  topico: string
  sequence: number
  id: string
  time: number
  ingestion: number
  specversion: '1.0'
  type: string
  version_esquema: number
  /** Las versiones en que salió el mismo hecho, si fueron varias. */
  versiones?: readonly number[]
  datacontenttype: 'application/avro'
  service_name: string
  subject: string
  version_agregado: number
  actor: string
  origen: Origen
  correlationid: string
  causationid: string | null
  traceparent: string | null
  contenido: string
  datos?: unknown
}>

/** La forma JSON de un mensaje; la misma en `GET /bitacora/{topico}` y en los apartados. */
export const aJson = (m: Mensaje): MensajeJson => ({
  topico: m.topico,
  sequence: m.posicion,
  id: m.id,
  time: m.ocurridoEn,
  ingestion: m.guardadoEn,
  specversion: '1.0',
  type: m.tipo,
  version_esquema: m.versionEsquema,
  ...(m.versiones && { versiones: m.versiones }),
  datacontenttype: 'application/avro',
  service_name: m.servicio,
  subject: m.clave,
  version_agregado: m.versionAgregado,
  actor: m.actor,
  origen: m.origen,
  correlationid: m.correlacion,
  causationid: m.causacion,
  traceparent: m.traceparent,
  contenido: m.contenido.toString('base64'),
})

/** El mensaje que `aJson` escribió. `datos` no se mira: manda el contenido. */
export const deJson = (j: MensajeJson): Mensaje => ({
  topico: j.topico,
  posicion: j.sequence,
  id: j.id,
  tipo: j.type,
  versionEsquema: j.version_esquema,
  ...(j.versiones && { versiones: j.versiones }),
  clave: j.subject,
  versionAgregado: j.version_agregado,
  ocurridoEn: j.time,
  guardadoEn: j.ingestion,
  actor: j.actor,
  origen: j.origen,
  correlacion: j.correlationid,
  causacion: j.causationid,
  traceparent: j.traceparent,
  servicio: j.service_name,
  contenido: Buffer.from(j.contenido, 'base64'),
})
