import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Una base vacía y propia en el servidor de pruebas; se borra al cerrarla. */
export type BasePrueba = AsyncDisposable & { url: string; nombre: string }

const servidor = (): string => {
  const url = process.env.BASE_DATOS_PRUEBAS_URL
  if (!url)
    throw new Error('falta BASE_DATOS_PRUEBAS_URL: corra las pruebas con `npm test`, que abre un servidor')
  return url
}

/** Corre `trabajo` con una conexión de administración al servidor de pruebas. */
const conAdmin = async (trabajo: (c: pg.Client) => Promise<unknown>): Promise<void> => {
  const c = new pg.Client({ connectionString: servidor() })
  await c.connect()
  try {
    await trabajo(c)
  } finally {
    await c.end()
  }
}

/** Crea una base con nombre único; `plantilla` copia otra ya migrada (mucho más rápido). */
export const abrirBasePrueba = async (plantilla?: string): Promise<BasePrueba> => {
  const nombre = `prueba_${randomUUID().replaceAll('-', '')}`
  await conAdmin((c) => c.query(`create database ${nombre}${plantilla ? ` template ${plantilla}` : ''}`))
  const url = new URL(servidor())
  url.pathname = `/${nombre}`
  return {
    url: url.href,
    nombre,
    async [Symbol.asyncDispose]() {
      await conAdmin((c) => c.query(`drop database if exists ${nombre} with (force)`))
    },
  }
}
