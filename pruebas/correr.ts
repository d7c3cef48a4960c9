import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { servidorDePruebas } from './apoyo/servidor-pruebas.ts'

/**
 * `npm test`: abre un PostgreSQL de usar y tirar y corre las pruebas de todo el repositorio, o las de las
 * rutas que se den (`npm test -- src/config`). `--cobertura` añade el informe y su umbral.
 */
const RAIZ = join(import.meta.dirname, '..')
const CUANTAS = Math.min(4, Math.max(2, availableParallelism()))
const LIMITE_PRUEBA_MS = 300_000 * Math.max(1, Number(process.env.REPETICIONES ?? 1))

const COBERTURA = [
  '--experimental-test-coverage',
  '--test-coverage-include-all',
  '--test-coverage-include=src/**/*.ts',
  '--test-coverage-exclude=src/ui/pagina/**',
  '--test-coverage-exclude=**/*.test.ts',
  '--test-coverage-lines=90',
]

const esCobertura = process.argv.includes('--cobertura')
const pedidas = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const banderas = process.argv.slice(2).filter((arg) => arg.startsWith('--') && arg !== '--cobertura')

const buscar = (): string[] => {
  const archivos = globSync(['src/**/*.test.ts', 'pruebas/**/*.test.ts'], { cwd: RAIZ }).sort()
  const rutas = pedidas.map((pedida) => relative(RAIZ, pedida))
  if (rutas.length === 0) return archivos
  return archivos.filter((archivo) =>
    rutas.some((ruta) => archivo === ruta || archivo.startsWith(join(ruta, '/'))),
  )
}

const correr = async (archivos: readonly string[], url: string): Promise<number> => {
  const args = [`--test-concurrency=${CUANTAS}`, `--test-timeout=${LIMITE_PRUEBA_MS}`, '--test-reporter=spec']
  const todos = ['--test', ...args, ...(esCobertura ? COBERTURA : []), ...banderas, ...archivos]
  const hijo = spawn(process.execPath, todos, {
    cwd: RAIZ,
    stdio: 'inherit',
    env: { ...process.env, BASE_DATOS_PRUEBAS_URL: url },
  })
  for (const senal of ['SIGINT', 'SIGTERM'] as const) process.on(senal, () => hijo.kill(senal))
  const [codigo] = (await once(hijo, 'exit')) as [number | null]
  return codigo ?? 1
}

const archivos = buscar().filter((archivo) => existsSync(join(RAIZ, archivo)))
if (archivos.length === 0) {
  console.error('no hay pruebas en esas rutas')
  process.exit(1)
}
{
  await using cierre = new AsyncDisposableStack()
  const url = await servidorDePruebas(cierre)
  console.log(`${archivos.length} archivos de pruebas, ${CUANTAS} a la vez`)
  process.exitCode = await correr(archivos, url)
}
