import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'

/**
 * Una trama lista para el cable, con su lugar. Las del servidor van sin máscara, así que sus bytes
 * (cabecera de RFC 6455 incluida) son los mismos para todos: se escriben una vez.
 */
export type Trama = Readonly<{ posicion: number; actor: string; traceparent: string | null; bytes: Buffer }>

/**
 * El contenido de un mensaje como JSON; lo que no se entiende es null, nunca un fallo. `undefined`: el mismo
 * hecho llega en otro mensaje, en la versión que aquí se lee.
 */
export type Decodificar = (mensaje: Mensaje) => unknown

const TEXTO_FINAL = 0x81
const NADA = Buffer.alloc(0)

/** Cabecera de una trama de texto sin fragmentar ni máscara. */
const cabecera = (largo: number): Buffer => {
  if (largo < 126) return Buffer.from([TEXTO_FINAL, largo])
  if (largo < 65_536) return Buffer.from([TEXTO_FINAL, 126, largo >> 8, largo & 0xff])
  const bytes = Buffer.alloc(10)
  bytes[0] = TEXTO_FINAL
  bytes[1] = 127
  bytes.writeBigUInt64BE(BigInt(largo), 2)
  return bytes
}

/** Escribe un mensaje del servidor al cliente como trama completa. */
export const codificarTrama = (mensaje: Readonly<Record<string, unknown>>): Buffer => {
  const texto = Buffer.from(JSON.stringify(mensaje))
  return Buffer.concat([cabecera(texto.length), texto])
}

const bytesDeEvento = (mensaje: Mensaje, datos: unknown): Buffer =>
  codificarTrama({
    op: 'evento',
    topico: mensaje.topico,
    posicion: mensaje.posicion,
    id: mensaje.id,
    tipo: mensaje.tipo,
    clave: mensaje.clave,
    version: mensaje.versionAgregado,
    ocurrido_en: new Date(mensaje.ocurridoEn).toISOString(),
    correlacion: mensaje.correlacion,
    datos,
  })

/** `{"op":"evento",…}` de un mensaje de la bitácora. Lo que ya llega en otro mensaje ocupa su lugar y no dice nada. */
export const tramaEvento = (mensaje: Mensaje, decodificar: Decodificar): Trama => {
  const datos = decodificar(mensaje)
  return {
    posicion: mensaje.posicion,
    actor: mensaje.actor,
    traceparent: mensaje.traceparent,
    bytes: datos === undefined ? NADA : bytesDeEvento(mensaje, datos),
  }
}

const ESTADO_DE: Readonly<Record<string, string>> = {
  ComandoEjecutado: 'ejecutado',
  ComandoRechazado: 'rechazado',
  ComandoApartado: 'apartado',
}

type DatosResultado = Readonly<{
  id?: string
  tipo?: string
  recurso?: string | null
  posiciones?: unknown
  codigo?: string
  detalle?: string
}>

/** `{"op":"comando",…}` de un resultado, con las mismas palabras que `GET /comandos/{id}`. */
export const tramaComando = (mensaje: Mensaje, decodificar: Decodificar): Trama => {
  const datos = (decodificar(mensaje) ?? {}) as DatosResultado
  const { codigo, detalle: detail } = datos
  return {
    posicion: mensaje.posicion,
    actor: mensaje.actor,
    traceparent: mensaje.traceparent,
    bytes: codificarTrama({
      op: 'comando',
      id: datos.id ?? mensaje.clave,
      estado: ESTADO_DE[mensaje.tipo] ?? 'pendiente',
      tipo: datos.tipo,
      recurso: datos.recurso,
      posiciones: datos.posiciones,
      ...(codigo === undefined ? {} : { problema: { codigo, detail } }),
    }),
  }
}
