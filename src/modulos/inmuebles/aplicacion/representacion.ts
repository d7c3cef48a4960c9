import type { Versionado } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { hoyEn } from '#seedwork/dominio/fecha.ts'
import type { Inmueble } from '../dominio/inmueble.ts'
import { ocupacionEl } from '../dominio/ocupacion.ts'

/** Un inmueble como lo contesta la API. `provisional`: aún sin área. */
export type RepresentacionInmueble = Readonly<{
  id: string
  codigo: number
  nombre: string
  tipo: Inmueble['tipo']
  ciudad: string
  pais: string
  zona: string
  area_m2: string | null
  estado: Inmueble['estado']
  provisional: boolean
  /** El contrato que lo tiene hoy, en la zona del inmueble. */
  ocupacion: Readonly<{ id_contrato: string; numero: string; desde: string; hasta: string }> | null
  version: number
  fecha_creacion: string
  fecha_actualizacion: string
}>

const ocupacionHoy = (inmueble: Inmueble, ahora: Temporal.Instant): RepresentacionInmueble['ocupacion'] => {
  const suya = ocupacionEl(inmueble.ocupaciones, hoyEn(inmueble.zona, ahora))
  return suya
    ? { id_contrato: suya.idContrato, numero: suya.numero, desde: suya.desde, hasta: suya.hasta }
    : null
}

/** La misma para los casos de uso y para las lecturas: lo que se contesta al crear es lo que se lee luego. */
export const representarInmueble = (
  { id, version, estado: inmueble }: Versionado<Inmueble>,
  ahora: Temporal.Instant,
): RepresentacionInmueble => ({
  id,
  codigo: inmueble.codigo,
  nombre: inmueble.nombre,
  tipo: inmueble.tipo,
  ciudad: inmueble.ciudad,
  pais: inmueble.pais,
  zona: inmueble.zona,
  area_m2: inmueble.area,
  estado: inmueble.estado,
  provisional: inmueble.area === null,
  ocupacion: ocupacionHoy(inmueble, ahora),
  version,
  fecha_creacion: inmueble.creadoEn,
  fecha_actualizacion: inmueble.actualizadoEn,
})
