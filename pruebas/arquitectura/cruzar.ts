import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

export const RAIZ = join(import.meta.dirname, '../..')

type Infraccion = Readonly<{ from: string; to: string; rule: Readonly<{ name: string }> }>
export type Cruce = Readonly<{ modulos: number; infracciones: readonly Infraccion[] }>

const ejecutar = promisify(execFile)
const PROGRAMA = join(RAIZ, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const REGLAS = join(RAIZ, '.dependency-cruiser.mjs')

/** Los nombres de las reglas que hay. */
export const nombresDeReglas = async (): Promise<readonly string[]> => {
  const { default: reglas } = await import(pathToFileURL(REGLAS).href)
  return reglas.forbidden.map((regla: { name: string }) => regla.name)
}

/** Corre dependency-cruiser sobre el `src` de una carpeta, con las reglas del proyecto. */
export const cruzar = async (carpeta: string): Promise<Cruce> => {
  const orden = [PROGRAMA, 'src', '--config', REGLAS, '--output-type', 'json']
  const { stdout } = await ejecutar(process.execPath, orden, { cwd: carpeta, maxBuffer: 64 * 1024 * 1024 })
  const { summary } = JSON.parse(stdout)
  return { modulos: summary.totalCruised, infracciones: summary.violations }
}

/** Escribe un árbol en una carpeta temporal, con el `package.json` y los paquetes del proyecto. */
export const abrirArbol = async (
  archivos: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { carpeta: string }> => {
  const carpeta = await mkdtemp(join(tmpdir(), 'alpes-arbol-'))
  const { imports } = JSON.parse(await readFile(join(RAIZ, 'package.json'), 'utf8'))
  const propios = {
    'package.json': JSON.stringify({ type: 'module', imports }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true },
    }),
  }
  for (const [ruta, contenido] of Object.entries({ ...propios, ...archivos })) {
    await mkdir(dirname(join(carpeta, ruta)), { recursive: true })
    await writeFile(join(carpeta, ruta), contenido)
  }
  await symlink(join(RAIZ, 'node_modules'), join(carpeta, 'node_modules'), 'junction')
  return { carpeta, [Symbol.asyncDispose]: () => rm(carpeta, { recursive: true, force: true }) }
}
