import { spawnSync } from 'node:child_process'
import { ErrorArranque } from '../error-arranque.ts'

/** Usuario con el que corre el servidor; vacío es el nuestro. Se pasa tal cual a `spawn`. */
export type Identidad = Readonly<{ uid?: number; gid?: number }>

/** `nobody` en Linux y un usuario sin permisos en los demás: PostgreSQL se niega a correr como root. */
const SIN_PRIVILEGIOS = 65534

export const somosRoot = (): boolean => process.getuid?.() === 0

/** La identidad del dueño de los datos, o la que toca a unos datos nuevos (`dueno` indefinido). */
export const identidadPara = (dueno: { uid: number; gid: number } | undefined): Identidad => {
  if (!somosRoot()) return {}
  if (dueno && dueno.uid !== 0) return { uid: dueno.uid, gid: dueno.gid }
  return { uid: SIN_PRIVILEGIOS, gid: SIN_PRIVILEGIOS }
}

/** Corre un programa con esa identidad y dice si salió bien. Es la prueba de verdad de un permiso. */
const sale = (identidad: Identidad, programa: string, args: readonly string[]): boolean => {
  const { status, error } = spawnSync(programa, args, { ...identidad, cwd: '/', stdio: 'ignore' })
  const codigo = (error as NodeJS.ErrnoException | undefined)?.code
  if (codigo === 'EPERM' || codigo === 'EINVAL')
    throw new ErrorArranque(
      `PostgreSQL no corre como root y aquí no se puede cambiar al usuario ${identidad.uid} (${codigo}); arranque con un usuario corriente o use BASE_DATOS_URL`,
    )
  return status === 0
}

export const puedeEscribir = (identidad: Identidad, carpeta: string): boolean =>
  sale(identidad, '/bin/sh', ['-c', 'cd "$1" && [ -w . ]', 'sh', carpeta])

export const puedeCorrer = (identidad: Identidad, programa: string): boolean =>
  sale(identidad, programa, ['--version'])
