import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Config } from '#config/config.ts'
import { type Acceso, ARCHIVO_ACCESO } from '#seedwork/infraestructura/acceso.ts'

/** Falta con qué hablar con el sistema; el mensaje dice qué hacer. */
export class ErrorAcceso extends Error {}

/**
 * Con qué hablar con el sistema en marcha: lo que el arranque dejó en la carpeta de datos, salvo lo
 * que diga el entorno (`API_URL`, `NOTIFICACIONES_URL`, `ALPES_TOKEN`).
 */
export const leerAcceso = (config: Config, entorno: NodeJS.ProcessEnv): Acceso => {
  const guardado = deArchivo(path.join(config.datos, ARCHIVO_ACCESO))
  const token = config.token?.revelar() ?? guardado?.token
  if (!token)
    throw new ErrorAcceso(
      `no hay acceso en ${config.datos}: arranque el sistema (npm start) o dé ALPES_TOKEN y API_URL`,
    )
  return {
    token,
    api: entorno.API_URL ? config.apiUrl : (guardado?.api ?? config.apiUrl),
    notificaciones: entorno.NOTIFICACIONES_URL
      ? config.notificacionesUrl
      : (guardado?.notificaciones ?? config.notificacionesUrl),
    ...(guardado?.pagina === undefined ? {} : { pagina: guardado.pagina }),
    ...(guardado?.grpc === undefined ? {} : { grpc: guardado.grpc }),
  }
}

const deArchivo = (ruta: string): Acceso | null => {
  try {
    return JSON.parse(readFileSync(ruta, 'utf8')) as Acceso
  } catch {
    return null
  }
}
