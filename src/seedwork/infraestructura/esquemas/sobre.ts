import { ORIGENES } from '../../aplicacion/contexto.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { DefinicionMensaje } from './definicion.ts'
import { ErrorEsquema } from './errores.ts'

/** Cabeceras de un mensaje en un broker: CloudEvents 1.0, modo binario, nombres en minúsculas. */
export type Cabeceras = Readonly<Record<string, string>>

/** Lo que llega de un broker. `recibidoEn` (ms) suple las horas que quien publica no dio. */
export type Recibido = Readonly<{
  topico: string
  cabeceras: Readonly<Record<string, string | undefined>>
  contenido: Buffer
  recibidoEn: number
}>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TIPO = /^[a-z][a-z0-9_.]*\.([A-Za-z][A-Za-z0-9_]*)\.v([1-9]\d{0,5})$/

const ASCII_LLANO = /^[\x21\x23\x24\x26-\x7e]*$/

/** Los enlaces de CloudEvents piden porcentaje para espacio, comillas, `%` y lo que no es ASCII visible. */
const escapar = (texto: string): string =>
  ASCII_LLANO.test(texto)
    ? texto
    : texto.toWellFormed().replaceAll(/[^\x21\x23\x24\x26-\x7e]/gu, (c) => encodeURIComponent(c))

const desescapar = (texto: string): string => {
  if (!texto.includes('%')) return texto
  try {
    return decodeURIComponent(texto)
  } catch {
    return texto
  }
}

/** `co.alpes.contratos.ContratoCreado.v1`: espacio del esquema, nombre y versión. */
export const tipoCloudEvents = (d: Pick<DefinicionMensaje, 'espacio' | 'tipo' | 'version'>): string =>
  `${d.espacio}.${d.tipo}.v${d.version}`

/**
 * El sobre de un mensaje de la bitácora como cabeceras `ce-*`; el contenido viaja aparte, tal cual.
 * `espacio` es el de su tópico (`Registro.espacioDe`).
 */
export const aCabeceras = (mensaje: Mensaje, espacio: string): Cabeceras => {
  const cabeceras: Record<string, string> = {
    'ce-specversion': '1.0',
    'ce-id': mensaje.id,
    'ce-type': tipoCloudEvents({ espacio, tipo: mensaje.tipo, version: mensaje.versionEsquema }),
    'ce-source': escapar(mensaje.servicio),
    'ce-time': new Date(mensaje.ocurridoEn).toISOString(),
    'ce-ingestiontime': new Date(mensaje.guardadoEn).toISOString(),
    'ce-datacontenttype': 'application/avro',
    'ce-subject': escapar(mensaje.clave),
    'ce-subjectversion': String(mensaje.versionAgregado),
    'ce-sequence': String(mensaje.posicion),
    'ce-actor': escapar(mensaje.actor),
    'ce-origin': mensaje.origen,
    'ce-correlationid': escapar(mensaje.correlacion),
  }
  if (mensaje.versiones) cabeceras['ce-schemaversions'] = mensaje.versiones.join(',')
  if (mensaje.causacion !== null) cabeceras['ce-causationid'] = escapar(mensaje.causacion)
  if (mensaje.traceparent !== null) cabeceras['ce-traceparent'] = escapar(mensaje.traceparent)
  return cabeceras
}

const fallo = (cabecera: string, motivo: string): ErrorEsquema =>
  new ErrorEsquema('ContenidoCorrupto', `cabecera ${cabecera}: ${motivo}`)

type Lector = Readonly<{
  texto(nombre: string, falta?: string): string
  entero(nombre: string, falta: number): number
  hora(nombre: string, falta: number): number
  opcional(nombre: string): string | null
}>

const crearLector = (cabeceras: Recibido['cabeceras']): Lector => {
  const propias = new Map<string, string>()
  for (const [nombre, valor] of Object.entries(cabeceras))
    if (valor !== undefined) propias.set(nombre.toLowerCase(), desescapar(valor))
  const leer = <T>(nombre: string, convertir: (texto: string) => T | undefined): T | undefined => {
    const texto = propias.get(nombre)
    if (texto === undefined) return undefined
    const valor = convertir(texto)
    if (valor === undefined) throw fallo(nombre, 'no se entiende')
    return valor
  }
  const exigir = (nombre: string, valor: string | undefined): string => {
    if (valor === undefined) throw fallo(nombre, 'falta')
    return valor
  }
  return {
    texto: (nombre, falta) => exigir(nombre, leer(nombre, (t) => (t.length <= 512 ? t : undefined)) ?? falta),
    entero: (nombre, falta) => leer(nombre, aEntero) ?? falta,
    hora: (nombre, falta) => leer(nombre, (t) => aEntero(t) ?? aInstante(t)) ?? falta,
    opcional: (nombre) => propias.get(nombre)?.slice(0, 512) ?? null,
  }
}

const aEntero = (texto: string): number | undefined => {
  const valor = Number(texto)
  return /^\d{1,16}$/.test(texto) && Number.isSafeInteger(valor) ? valor : undefined
}

const aInstante = (texto: string): number | undefined => {
  try {
    return Temporal.Instant.from(texto).epochMilliseconds
  } catch {
    return undefined
  }
}

/** Las versiones en que salió el mismo hecho, o nada si salió en una. */
const versionesDe = (texto: string | null): Pick<Mensaje, 'versiones'> => {
  if (texto === null) return {}
  if (!/^[1-9]\d{0,5}(,[1-9]\d{0,5})+$/.test(texto)) throw fallo('ce-schemaversions', 'no se entiende')
  return {
    versiones: texto
      .split(',')
      .map(Number)
      .sort((a, b) => a - b),
  }
}

/**
 * Un mensaje a partir de lo que llega de un broker. De un extraño bastan `id`, `type`, `source` y
 * `subject`; lo demás tiene un valor prudente (origen `externo`, posición 0, horas de recepción).
 * Falla con `ErrorEsquema` (`ContenidoCorrupto`) si una cabecera falta o no se entiende.
 */
export const deCabeceras = ({ topico, cabeceras, contenido, recibidoEn }: Recibido): Mensaje => {
  const ce = crearLector(cabeceras)
  if (ce.texto('ce-specversion') !== '1.0') throw fallo('ce-specversion', 'sólo se conoce la 1.0')
  const id = ce.texto('ce-id').toLowerCase()
  if (!UUID.test(id)) throw fallo('ce-id', 'no es un UUID')
  const [, tipo, version] = TIPO.exec(ce.texto('ce-type')) ?? []
  if (tipo === undefined) throw fallo('ce-type', 'se espera espacio.Tipo.vN')
  const escrito = ce.texto('ce-origin', 'externo')
  const origen = ORIGENES.find((o) => o === escrito)
  if (origen === undefined) throw fallo('ce-origin', 'no se entiende')
  return {
    topico,
    posicion: ce.entero('ce-sequence', 0),
    id,
    tipo,
    versionEsquema: Number(version),
    ...versionesDe(ce.opcional('ce-schemaversions')),
    clave: ce.texto('ce-subject'),
    versionAgregado: ce.entero('ce-subjectversion', 0),
    ocurridoEn: ce.hora('ce-time', recibidoEn),
    guardadoEn: ce.hora('ce-ingestiontime', recibidoEn),
    actor: ce.texto('ce-actor', 'externo'),
    origen,
    correlacion: ce.texto('ce-correlationid', id),
    causacion: ce.opcional('ce-causationid'),
    traceparent: ce.opcional('ce-traceparent'),
    servicio: ce.texto('ce-source'),
    contenido,
  }
}
