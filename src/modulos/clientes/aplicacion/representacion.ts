import type { Versionado } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { Cliente } from '../dominio/cliente.ts'
import type { DatosCliente } from '../dominio/datos.ts'

/** Un cliente como lo contesta la API. `provisional`: aún sin documento. */
export type RepresentacionCliente = DatosCliente &
  Readonly<{
    id: string
    codigo: number
    provisional: boolean
    version: number
    fecha_creacion: string
    fecha_actualizacion: string
  }>

/** La misma para los casos de uso y para las lecturas: lo que se contesta al crear es lo que se lee luego. */
export const representarCliente = ({ id, version, estado }: Versionado<Cliente>): RepresentacionCliente => ({
  id,
  codigo: estado.codigo,
  tipo: estado.tipo,
  nombre: estado.nombre,
  documento: estado.documento,
  correo: estado.correo,
  idioma: estado.idioma,
  provisional: estado.documento === null,
  version,
  fecha_creacion: estado.creadoEn,
  fecha_actualizacion: estado.actualizadoEn,
})
