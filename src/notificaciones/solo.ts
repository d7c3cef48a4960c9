import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pino from 'pino'
import type { Config } from '#config/config.ts'
import { type Acceso, ARCHIVO_ACCESO } from '#seedwork/infraestructura/acceso.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import { abrirFuenteHttp } from '#seedwork/infraestructura/fuentes/fuente-http.ts'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import type { Proceso } from '#seedwork/infraestructura/proceso.ts'
import type { BaseDatos } from '#seedwork/infraestructura/recursos.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { abrirNotificaciones } from './servicio.ts'

/** La credencial ante la API: la de los ajustes o, en el mismo equipo, la que dejó el sistema en marcha. */
const tokenDe = async (config: Config): Promise<string> => {
  if (config.token) return config.token.revelar()
  const acceso = await readFile(path.join(config.datos, ARCHIVO_ACCESO), 'utf8').catch(() => null)
  if (acceso !== null) return (JSON.parse(acceso) as Acceso).token
  throw new ErrorArranque('ALPES_TOKEN: falta; hace falta para leer la bitácora de la API')
}

/** Sin `BASE_DATOS_URL`, su propio PostgreSQL en su propia carpeta: la de la API la tiene la API. */
const abrirBase = async (
  config: Config,
  registro: Registro,
  pila: AsyncDisposableStack,
): Promise<BaseDatos> => {
  if (config.baseDatosUrl) return { url: config.baseDatosUrl.revelar(), disponible: () => true }
  const datos = path.join(config.datos, 'notificaciones')
  return pila.use(await abrirPostgresEmbebido({ datos, registro }))
}

/**
 * Abre el servicio en un proceso propio: lee la bitácora por HTTP de `API_URL`.
 * @param env entorno del proceso, para los puntos de caída de las pruebas
 */
export const abrirSolo = async (
  config: Config,
  { proceso, env }: { proceso: Proceso; env: NodeJS.ProcessEnv },
): Promise<AsyncDisposable> => {
  await using pila = new AsyncDisposableStack()
  const registro = pino({ level: config.nivelRegistro, base: { servicio: 'notificaciones' } })
  proceso.anotarEn(registro)
  const token = await tokenDe(config)
  const base = await abrirBase(config, registro, pila)
  const fuente = pila.use(abrirFuenteHttp({ url: config.apiUrl, credencial: token }))
  const servicio = pila.use(
    await abrirNotificaciones(config, {
      ...{ registro, token, base, fuente, version: env.npm_package_version ?? '0' },
      ...{ tropiezo: tropiezoDeEntorno(env), reloj: { ahora: () => Temporal.Now.instant() } },
    }),
  )
  registro.info({ url: servicio.url, api: config.apiUrl }, 'notificaciones en marcha')
  return pila.move()
}
