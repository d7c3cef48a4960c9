import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Archivo de la carpeta de datos (0600) con que la línea de órdenes encuentra el sistema en marcha. */
export const ARCHIVO_ACCESO = 'acceso.json'

/**
 * URL de los servicios y el token del modo local; `grpc`, `anfitrion:puerto` si el sidecar corre; `pagina`, si se sabe
 * dónde está.
 */
export type Acceso = Readonly<{
  token: string
  api: string
  notificaciones: string
  pagina?: string
  grpc?: string
}>

/** Escribe el acceso; al cerrarse lo borra, para que nadie llame a un sistema que ya no está. */
export const publicarAcceso = async (datos: string, acceso: Acceso): Promise<AsyncDisposable> => {
  const ruta = path.join(datos, ARCHIVO_ACCESO)
  await rm(ruta, { force: true })
  await writeFile(ruta, `${JSON.stringify(acceso, null, 2)}\n`, { mode: 0o600 })
  return { [Symbol.asyncDispose]: () => rm(ruta, { force: true }) }
}
