import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import {
  abrirPostgresEmbebido,
  type PostgresEmbebido,
} from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { sembrar } from './cartera.ts'

/** Un servidor duradero de usar y tirar: el mismo para los dos rivales. */
export const abrirServidorBench = async (): Promise<PostgresEmbebido> => {
  const datos = await mkdtemp(path.join(tmpdir(), 'alpes-bench-'))
  const servidor = await abrirPostgresEmbebido({ datos, registro: sinRegistro })
  return {
    ...servidor,
    async [Symbol.asyncDispose]() {
      await servidor[Symbol.asyncDispose]()
      await rm(datos, { recursive: true, force: true })
    },
  }
}

/** Corre una sentencia en el servidor. */
export const enServidor = async <T>(url: string, trabajo: (c: pg.Client) => Promise<T>): Promise<T> => {
  const cliente = new pg.Client({ connectionString: url })
  await cliente.connect()
  try {
    return await trabajo(cliente)
  } finally {
    await cliente.end()
  }
}

/** Crea una base nueva y contesta su URL. */
export const crearBase = async (url: string, nombre: string, plantilla?: string): Promise<string> => {
  await enServidor(url, (c) =>
    c.query(`create database ${nombre}${plantilla ? ` template ${plantilla}` : ''}`),
  )
  const nueva = new URL(url)
  nueva.pathname = `/${nombre}`
  return nueva.href
}

/** Un proceso hijo que imprime una línea JSON cuando está listo. */
export type Hijo<T> = AsyncDisposable & Readonly<{ datos: T; proceso: ChildProcess }>

const parar = async (proceso: ChildProcess): Promise<void> => {
  if (proceso.exitCode !== null || proceso.signalCode !== null) return
  const fin = Promise.withResolvers<void>()
  proceso.once('exit', () => fin.resolve())
  proceso.kill('SIGTERM')
  await fin.promise
}

/** Corre un programa TypeScript y espera su primera línea JSON. */
export const lanzarHijo = async <T>(programa: string, entorno: Record<string, string>): Promise<Hijo<T>> => {
  const proceso = spawn(
    process.execPath,
    ['--max-semi-space-size=32', path.join(import.meta.dirname, programa)],
    {
      env: { ...process.env, ...entorno },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const listo = Promise.withResolvers<T>()
  createInterface({ input: proceso.stdout! }).on('line', (linea) => {
    if (linea.startsWith('{"puerto"')) listo.resolve(JSON.parse(linea) as T)
  })
  proceso.once('exit', (codigo) =>
    listo.reject(new Error(`${programa} salió con ${codigo} antes de estar listo`)),
  )
  return { datos: await listo.promise, proceso, [Symbol.asyncDispose]: () => parar(proceso) }
}

/**
 * Una base con los inmuebles y las partes de la cartera y sin nadie conectado, que puede ser plantilla de
 * otras; `cargar`, si se da, trabaja antes sobre ella. Contesta su URL.
 */
export const crearBaseSembrada = async (
  servidor: string,
  nombre: string,
  cargar?: (puerto: number) => Promise<unknown>,
): Promise<string> => {
  const base = await crearBase(servidor, nombre)
  await using api = await lanzarHijo<{ puerto: number }>('nuestro.ts', { BASE_DATOS_URL: base })
  await sembrar(api.datos.puerto)
  await cargar?.(api.datos.puerto)
  return base
}
