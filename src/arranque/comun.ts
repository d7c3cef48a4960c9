import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { confiarEnElPropio } from '#config/certificado.ts'
import type { Config } from '#config/config.ts'
import type { Tropiezo } from '#seedwork/aplicacion/tropiezo.ts'
import { type Acceso, ARCHIVO_ACCESO } from '#seedwork/infraestructura/acceso.ts'
import { ErrorArranque } from '#seedwork/infraestructura/error-arranque.ts'
import type { Proceso } from '#seedwork/infraestructura/proceso.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { crearReloj, type RelojDeNegocio } from '#seedwork/infraestructura/reloj.ts'
import { tropiezoDeEntorno } from '#seedwork/infraestructura/tropiezos.ts'
import { crearAutenticador } from '#seedwork/presentacion/acceso/autenticador.ts'
import { conMemoria } from '#seedwork/presentacion/acceso/memoria.ts'
import { verificadorRemoto } from '#seedwork/presentacion/acceso/remoto.ts'
import type { Autenticador } from '#seedwork/presentacion/autenticacion.ts'
import { abrirRegistro } from './salida.ts'

/** Lo que cualquier principal tiene antes de abrir su servicio. */
export type Comun = Readonly<{
  registro: Registro
  reloj: RelojDeNegocio
  version: string
  tropiezo: Tropiezo
}>

const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version

/** Registro, reloj y lo demás de un proceso llamado `servicio`. */
export const abrirComun = (servicio: string, config: Config, proceso: Proceso): Comun => {
  confiarEnElPropio(config)
  const registro = abrirRegistro(servicio, config.nivelRegistro)
  proceso.anotarEn(registro)
  return {
    registro,
    reloj: crearReloj(config.reloj),
    version: VERSION,
    tropiezo: tropiezoDeEntorno(process.env),
  }
}

/** El token del modo local: el de los ajustes, o uno nuevo de 256 bits por arranque. */
export const tokenNuevo = (config: Config): string =>
  config.token?.revelar() ?? randomBytes(32).toString('base64url')

/**
 * La credencial de un servicio que corre solo ante los demás: la de los ajustes o, en el mismo equipo,
 * la que dejó el sistema en marcha en la carpeta de datos.
 */
export const tokenAjeno = async (config: Config): Promise<string> => {
  if (config.token) return config.token.revelar()
  const acceso = await readFile(path.join(config.datos, ARCHIVO_ACCESO), 'utf8').catch(() => null)
  if (acceso !== null) return (JSON.parse(acceso) as Acceso).token
  throw new ErrorArranque('ALPES_TOKEN: falta; es la credencial ante los otros servicios')
}

/**
 * Quién es quién para un servicio que corre solo: lo sabe la API. En modo local, además, entra el token del
 * arranque aunque ella no conteste; fuera de él no, porque ahí la credencial del servicio no administra.
 */
export const autenticadorDe = (config: Config, token: string): Autenticador => {
  const remoto = verificadorRemoto(config.apiUrl)
  return config.modoLocal
    ? crearAutenticador({ token, claves: remoto, jwt: remoto })
    : conMemoria(remoto, { vigencia: VIGENCIA_REMOTA })
}

/** Ms que se recuerda lo que dijo la API: con los suyos, una revocación se nota en menos de cinco segundos. */
const VIGENCIA_REMOTA = 2_000
