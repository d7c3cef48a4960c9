import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { ErrorArranque } from '../error-arranque.ts'
import { prepararNueva, quitarObras, type Ubicacion } from './ubicacion.ts'
import { vigilar } from './vigia.ts'

export const USUARIO = 'alpes'

const correr = async ({ binarios, identidad }: Ubicacion, args: readonly string[]): Promise<void> => {
  const orden = [join(binarios, 'bin', 'initdb'), ...args]
  const hijo = vigilar({ orden, identidad, salida: 'pipe' })
  let dicho = ''
  for (const flujo of [hijo.stdout, hijo.stderr])
    flujo?.setEncoding('utf8').on('data', (trozo: string) => {
      dicho += trozo
    })
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  hijo.once('error', reject).once('exit', resolve)
  const codigo = await promise
  hijo.stdin?.destroy()
  if (codigo !== 0) throw new ErrorArranque(`initdb falló: ${dicho.trim()}`, 1)
}

const sincronizarCarpeta = (carpeta: string): void => {
  const fd = openSync(carpeta, 'r')
  fsyncSync(fd)
  closeSync(fd)
}

/** La contraseña del servidor, que sólo leemos nosotros. Va escrita antes que los datos que protege. */
const nuevaClave = (ubicacion: Ubicacion): string => {
  const clave = randomBytes(32).toString('base64url')
  rmSync(ubicacion.clave, { force: true })
  writeFileSync(ubicacion.clave, `${clave}\n`, { mode: 0o600, flush: true })
  return clave
}

const conArchivoDeClave = async (
  ubicacion: Ubicacion,
  usar: (ruta: string) => Promise<void>,
): Promise<void> => {
  const { base, identidad } = ubicacion
  const ruta = join(base, 'postgres.inicial')
  rmSync(ruta, { force: true })
  writeFileSync(ruta, `${nuevaClave(ubicacion)}\n`, { mode: 0o600 })
  if (identidad.uid !== undefined) chownSync(ruta, identidad.uid, identidad.gid ?? identidad.uid)
  try {
    await usar(ruta)
  } finally {
    rmSync(ruta, { force: true })
  }
}

/**
 * Crea los datos si no los hay. `initdb` trabaja en una carpeta aparte que se renombra al final: morir a
 * medias no deja nunca unos datos incompletos con el nombre bueno.
 */
export const iniciarDatos = async (ubicacion: Ubicacion): Promise<void> => {
  const { base, pgdata, identidad } = ubicacion
  quitarObras(base)
  if (existsSync(pgdata)) return
  const nueva = prepararNueva(base, identidad)
  await conArchivoDeClave(ubicacion, (archivoClave) =>
    correr(ubicacion, [
      ...['-D', nueva, '-U', USUARIO, '-E', 'UTF8', '--locale=C'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ...['--auth=scram-sha-256', `--pwfile=${archivoClave}`, '--no-instructions'],
    ]),
  )
  renameSync(nueva, pgdata)
  sincronizarCarpeta(base)
  quitarObras(base)
}

export const leerClave = ({ clave }: Ubicacion): string => {
  try {
    return readFileSync(clave, 'utf8').trim()
  } catch (error) {
    throw new ErrorArranque(`no se puede leer la clave de la base (${(error as Error).message})`)
  }
}
