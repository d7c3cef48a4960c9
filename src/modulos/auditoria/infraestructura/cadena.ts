import { createHash } from 'node:crypto'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'

const sha256 = (...partes: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const parte of partes) hash.update(parte)
  return hash.digest()
}

/** El eslabón cero de un tópico: distinto en cada uno, para que dos cadenas no se puedan intercambiar. */
export const genesis = (topico: string): Buffer => sha256(`alpes/auditoria/${topico}`)

/**
 * El sobre de un mensaje en JSON canónico (claves en orden, sin espacios), con la huella de su contenido
 * en lugar del contenido: se podría borrar un contenido sin romper la cadena.
 */
export const sobreCanonico = (m: Mensaje): string =>
  JSON.stringify({
    actor: m.actor,
    causacion: m.causacion,
    clave: m.clave,
    contenido: sha256(m.contenido).toString('hex'),
    correlacion: m.correlacion,
    guardado_en: m.guardadoEn,
    id: m.id,
    ocurrido_en: m.ocurridoEn,
    origen: m.origen,
    posicion: m.posicion,
    servicio: m.servicio,
    tipo: m.tipo,
    topico: m.topico,
    traceparent: m.traceparent,
    version_agregado: m.versionAgregado,
    version_esquema: m.versionEsquema,
    ...(m.versiones && { versiones: m.versiones }),
  })

/** El hash de un mensaje que sigue a `anterior`: SHA-256 (anterior ‖ sobre canónico). */
export const eslabon = (anterior: Buffer, mensaje: Mensaje): Buffer =>
  sha256(anterior, sobreCanonico(mensaje))
