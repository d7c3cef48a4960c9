import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as esperar } from 'node:timers/promises'

/** El sistema entero en un proceso, como lo corre `npm start`. */
export type Todo = AsyncDisposable &
  Readonly<{ pid: number; acceso: { token: string; api: string; pagina: string }; arranque: number }>

const PRINCIPAL = path.join(import.meta.dirname, '../src/principal.ts')

/** Una carpeta de datos de usar y tirar. */
export const carpetaDeDatos = async (): Promise<AsyncDisposable & { ruta: string }> => {
  const raiz = await mkdtemp(path.join(tmpdir(), 'alpes-bench-'))
  return {
    ruta: path.join(raiz, 'datos'),
    [Symbol.asyncDispose]: () => rm(raiz, { recursive: true, force: true }),
  }
}

/** Arranca y espera a que esté listo; `arranque` son los ms que tardó. */
export const abrirTodo = async (datos: string, entorno: Record<string, string> = {}): Promise<Todo> => {
  const inicio = performance.now()
  const puertos = {
    ...{ PUERTO_API: '0', PUERTO_UI: '0', PUERTO_NOTIFICACIONES: '0' },
    ...{ PUERTO_GRPC: '0', PUERTO_METRICAS: '0' },
  }
  const hijo = spawn(process.execPath, ['--max-semi-space-size=32', PRINCIPAL], {
    env: { ...process.env, ...puertos, ALPES_DATOS: datos, NIVEL_REGISTRO: 'warn', ...entorno },
    stdio: 'ignore',
  })
  const archivo = path.join(datos, 'acceso.json')
  while (!existsSync(archivo)) {
    if (hijo.exitCode !== null) throw new Error(`el sistema salió con ${hijo.exitCode}`)
    await esperar(5)
  }
  const arranque = performance.now() - inicio
  return {
    pid: hijo.pid!,
    acceso: JSON.parse(await readFile(archivo, 'utf8')),
    arranque,
    async [Symbol.asyncDispose]() {
      if (hijo.exitCode !== null) return
      hijo.kill('SIGTERM')
      await once(hijo, 'exit')
    },
  }
}
