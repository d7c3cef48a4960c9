import pg from 'pg'
import { USUARIO } from './iniciar.ts'

/** Cómo se llega a un servidor embebido. */
export type Acceso = Readonly<{ sockets: string; clave: string }>

const BASE = 'alpes'
/** «No existe esa base»: la primera vez hay que crearla. */
const SIN_BASE = '3D000'

export const urlDe = ({ sockets, clave }: Acceso, base: string = BASE): string =>
  `postgres://${USUARIO}:${encodeURIComponent(clave)}@localhost/${base}?host=${encodeURIComponent(sockets)}`

/** Corre `trabajo` con una conexión propia, que se cierra pase lo que pase. */
export const conConexion = async <R>(
  url: string,
  trabajo: (cliente: pg.Client) => Promise<R>,
): Promise<R> => {
  const cliente = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // Sin oyente, una conexión que se cae mientras está ociosa mataría al proceso.
  cliente.on('error', () => {})
  await cliente.connect()
  try {
    return await trabajo(cliente)
  } finally {
    await cliente.end().catch(() => {})
  }
}

const crearBase = (acceso: Acceso): Promise<unknown> =>
  conConexion(urlDe(acceso, 'postgres'), (cliente) => cliente.query(`create database ${BASE}`))

/**
 * Corre `trabajo` en la base del servicio, que se crea si falta. Mientras el servidor no atiende, falla
 * con el error de conexión: es como se sabe que ya está.
 */
export const conBase = async <R>(acceso: Acceso, trabajo: (cliente: pg.Client) => Promise<R>): Promise<R> => {
  try {
    return await conConexion(urlDe(acceso), trabajo)
  } catch (error) {
    if ((error as { code?: string }).code !== SIN_BASE) throw error
    await crearBase(acceso)
    return await conConexion(urlDe(acceso), trabajo)
  }
}
