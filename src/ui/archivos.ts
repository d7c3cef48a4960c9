import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const comprimir = promisify(gzip)

/** Un archivo de la página, en memoria: son pocos, pequeños y no cambian mientras corre. */
export type Archivo = Readonly<{ cuerpo: Buffer; comprimido: Buffer | null; tipo: string; etiqueta: string }>

/** La página construida, por ruta (`/assets/…`); vacía si aún no se construyó. */
export type Archivos = ReadonlyMap<string, Archivo>

const TIPOS: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}

const YA_COMPRIMIDOS = new Set(['.woff2'])

const cargar = async (ruta: string): Promise<Archivo> => {
  const cuerpo = await readFile(ruta)
  const extension = extname(ruta)
  return {
    cuerpo,
    comprimido: YA_COMPRIMIDOS.has(extension) ? null : await comprimir(cuerpo, { level: 9 }),
    tipo: TIPOS[extension] ?? 'application/octet-stream',
    etiqueta: `"${hash('sha256', cuerpo, 'base64url').slice(0, 22)}"`,
  }
}

/** Lee toda la carpeta de la página construida. */
export const cargarArchivos = async (carpeta: string): Promise<Archivos> => {
  const entradas = await readdir(carpeta, { recursive: true, withFileTypes: true }).catch(() => [])
  const archivos = await Promise.all(
    entradas
      .filter((e) => e.isFile())
      .map(async (e): Promise<[string, Archivo]> => {
        const ruta = join(e.parentPath, e.name)
        return [`/${relative(carpeta, ruta).split(sep).join('/')}`, await cargar(ruta)]
      }),
  )
  return new Map(archivos)
}
