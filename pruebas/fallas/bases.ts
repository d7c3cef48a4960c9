import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { urlDe } from '#seedwork/infraestructura/postgres-embebido/conexion.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { carpetaPropia } from './sistema.ts'

/** Carpeta que de verdad guarda la base embebida de una carpeta de datos. */
const carpetaDeBase = (datos: string): string => {
  const puntero = path.join(datos, 'postgres.ruta')
  return existsSync(puntero) ? readFileSync(puntero, 'utf8').trim() : datos
}

/** Las líneas de `postmaster.pid` del servidor embebido: pid, carpeta, inicio, puerto, sockets… */
export const leerPostmaster = (datos: string): { pid: number; sockets: string } => {
  const lineas = readFileSync(path.join(carpetaDeBase(datos), 'postgres/postmaster.pid'), 'utf8').split('\n')
  return { pid: Number(lineas[0]), sockets: lineas[4] ?? '' }
}

/** Espera a que el servidor de unos datos sea otro que el de ese pid. */
export const esperarOtroServidor = (datos: string, pid: number): Promise<unknown> =>
  esperarQue(
    'hay otro servidor',
    () => {
      try {
        return leerPostmaster(datos).pid !== pid
      } catch {
        return false
      }
    },
    60_000,
  )

/** URL de la base que un sistema lleva dentro. */
export const urlEmbebida = (datos: string): string => {
  const clave = readFileSync(path.join(carpetaDeBase(datos), 'postgres.clave'), 'utf8').trim()
  return urlDe({ sockets: leerPostmaster(datos).sockets, clave })
}

/** Un PostgreSQL duradero de la prueba, que no muere con el sistema: su URL y su carpeta de datos. */
export const abrirDuradero = async (
  pila: AsyncDisposableStack,
): Promise<Readonly<{ url: string; datos: string }>> => {
  const carpeta = await carpetaPropia('alpes-duradero-')
  pila.defer(() => rm(carpeta, { recursive: true, force: true, maxRetries: 5 }))
  const datos = path.join(carpeta, 'datos')
  const servidor = pila.use(await abrirPostgresEmbebido({ datos, registro: sinRegistro }))
  return { url: servidor.url, datos }
}

/** Corre un trabajo con un pool propio, al que no lo tumba que le corten una conexión. */
export const conPool = async <R>(url: string, trabajo: (pool: pg.Pool) => Promise<R>): Promise<R> => {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  pool.on('error', () => {})
  pool.on('connect', (cliente) => cliente.on('error', () => {}))
  try {
    return await trabajo(pool)
  } finally {
    await pool.end()
  }
}
