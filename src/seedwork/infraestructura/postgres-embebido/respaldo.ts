import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync, renameSync } from 'node:fs'
import { copyFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type pg from 'pg'
import { tomarCandado } from '../candado.ts'
import { ErrorArranque } from '../error-arranque.ts'
import { type Registro, sinRegistro } from '../registro.ts'
import { buscarBinarios } from './binarios.ts'
import { conConexion } from './conexion.ts'
import {
  type Archivo,
  comprobarRespaldo,
  copiarArchivo,
  crearCarpeta,
  escribirManifiesto,
  type Manifiesto,
} from './manifiesto.ts'
import { pararRestos } from './restos.ts'
import { apuntar, crearCarpetaDatos, prepararNueva, type Ubicacion, ubicar } from './ubicacion.ts'

const DATOS = 'postgres'
const CLAVE = 'postgres.clave'

/** Carpetas que se rehacen al arrancar: van vacías. El WAL se copia aparte, sólo el que hace falta. */
const VACIAS =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)(\/|$)/
const FUERA = /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|pg_internal\.init.*)$/
const esTemporal = (nombre: string): boolean => nombre.startsWith('pgsql_tmp')

type Copiado = { carpetas: string[]; archivos: Archivo[] }

/** Copia un archivo que puede irse mientras tanto: el WAL cuenta que se borró. */
const copiarSiSigue = async (pgdata: string, ruta: string, destino: string): Promise<Archivo[]> => {
  try {
    const copia = await copiarArchivo({ origen: join(pgdata, ruta), destino: join(destino, ruta) })
    return [{ ruta: `${DATOS}/${ruta}`, ...copia }]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

const copiarDatos = async (pgdata: string, destino: string): Promise<Copiado> => {
  const copiado: Copiado = { carpetas: [DATOS], archivos: [] }
  await crearCarpeta(destino)
  const entradas = await readdir(pgdata, { recursive: true, withFileTypes: true })
  const rutas = entradas.map((entrada) => ({
    ruta: join(entrada.parentPath, entrada.name).slice(pgdata.length + 1),
    entrada,
  }))
  for (const { ruta, entrada } of rutas.sort((a, b) => (a.ruta < b.ruta ? -1 : 1))) {
    if (FUERA.test(entrada.name) || esTemporal(entrada.name) || ruta.includes('/pgsql_tmp')) continue
    if (entrada.isDirectory() && (!VACIAS.test(ruta) || !ruta.includes('/') || ruta.startsWith('pg_wal/'))) {
      await crearCarpeta(join(destino, ruta))
      copiado.carpetas.push(`${DATOS}/${ruta}`)
    } else if (entrada.isFile() && !VACIAS.test(ruta)) {
      copiado.archivos.push(...(await copiarSiSigue(pgdata, ruta, destino)))
    }
  }
  return copiado
}

const unaFila = async <F>(cliente: pg.Client, texto: string): Promise<F> => {
  const [fila] = (await cliente.query(texto)).rows as F[]
  if (!fila) throw new Error('el servidor no respondió al respaldo')
  return fila
}

type Principio = { desde: string; sistema: string; version: string }
type Final = { hasta: string; labelfile: string; spcmapfile: string; primero: string; ultimo: string }

/** Abre el respaldo en esta sesión; la ranura temporal impide que se recicle el WAL que se va a copiar. */
const empezar = async (cliente: pg.Client): Promise<Principio> => {
  await cliente.query(
    `select pg_create_physical_replication_slot('respaldo_' || pg_backend_pid(), true, true)`,
  )
  return unaFila<Principio>(
    cliente,
    `select pg_backup_start('alpes', true)::text as desde, system_identifier::text as sistema,
            split_part(current_setting('server_version'), '.', 1) as version
     from pg_control_system()`,
  )
}

const terminar = (cliente: pg.Client, desde: string): Promise<Final> =>
  unaFila<Final>(
    cliente,
    `select lsn::text as hasta, labelfile, spcmapfile,
            pg_walfile_name('${desde}'::pg_lsn) as primero, pg_walfile_name(lsn) as ultimo
     from pg_backup_stop(false)`,
  )

const copiarWal = async (pgdata: string, destino: string, { primero, ultimo }: Final): Promise<Archivo[]> => {
  const segmentos = (await readdir(join(pgdata, 'pg_wal'))).filter(
    (nombre) => /^[0-9A-F]{24}$/.test(nombre) && nombre >= primero && nombre <= ultimo,
  )
  if (!segmentos.includes(primero) || !segmentos.includes(ultimo))
    throw new Error('falta WAL para el respaldo')
  const archivos: Archivo[] = []
  for (const nombre of segmentos.sort())
    archivos.push(...(await copiarSiSigue(pgdata, `pg_wal/${nombre}`, destino)))
  return archivos
}

/** Lo que `copiarArchivo` diría de un texto que escribimos nosotros. */
const escribirTexto = async (parcial: string, ruta: string, texto: string): Promise<Archivo> => {
  const suelto = join(parcial, `.texto-${basename(ruta)}`)
  await writeFile(suelto, texto, { mode: 0o600 })
  const copia = await copiarArchivo({ origen: suelto, destino: join(parcial, ruta) })
  await rm(suelto)
  return { ruta, ...copia }
}

type OpcionesRespaldo = Readonly<{
  url: string
  /** Carpeta de los datos del servidor (`PostgresEmbebido.pgdata`). */
  pgdata: string
  /** Carpeta que no existe todavía; aparece entera o no aparece. */
  destino: string
}>

const copiarTodo = async (
  parcial: string,
  { url, pgdata }: OpcionesRespaldo,
): Promise<Omit<Manifiesto, 'formato'>> =>
  conConexion(url, async (cliente) => {
    const { desde, sistema, version } = await empezar(cliente)
    const { carpetas, archivos } = await copiarDatos(pgdata, join(parcial, DATOS))
    const fin = await terminar(cliente, desde)
    if (fin.spcmapfile)
      throw new ErrorArranque('la base tiene tablespaces fuera de su carpeta: no se respaldan así', 1)
    archivos.push(...(await copiarWal(pgdata, join(parcial, DATOS), fin)))
    archivos.push(await escribirTexto(parcial, `${DATOS}/backup_label`, fin.labelfile))
    const clave = join(dirname(pgdata), CLAVE)
    archivos.push({ ruta: CLAVE, ...(await copiarArchivo({ origen: clave, destino: join(parcial, CLAVE) })) })
    return { version, sistema, creado: new Date().toISOString(), desde, hasta: fin.hasta, carpetas, archivos }
  })

/**
 * Copia consistente del servidor embebido, en marcha y sin detener a nadie (API de respaldo de PostgreSQL).
 * Lleva todo lo confirmado antes de que termine, y su contraseña: guárdela como los datos.
 */
export const respaldar = async (opciones: OpcionesRespaldo): Promise<{ archivos: number; bytes: number }> => {
  const destino = resolve(opciones.destino)
  if (existsSync(destino))
    throw new ErrorArranque(`${destino} ya existe: el respaldo va a una carpeta nueva`, 1)
  const parcial = `${destino}.parcial-${randomBytes(4).toString('hex')}`
  await crearCarpeta(parcial)
  try {
    const manifiesto = await copiarTodo(parcial, opciones)
    await escribirManifiesto(parcial, manifiesto)
    await rename(parcial, destino)
    const bytes = manifiesto.archivos.reduce((suma, archivo) => suma + archivo.bytes, 0)
    return { archivos: manifiesto.archivos.length, bytes }
  } catch (error) {
    await rm(parcial, { recursive: true, force: true })
    throw error
  }
}

const apartarAnteriores = ({ pgdata, clave }: Ubicacion, reemplazar: boolean): void => {
  if (!existsSync(pgdata)) return
  if (!reemplazar)
    throw new ErrorArranque(
      `ya hay datos en ${pgdata}: restaure en otra carpeta, o pida que se reemplacen`,
      1,
    )
  const sufijo = `anterior-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  renameSync(pgdata, `${pgdata}.${sufijo}`)
  if (existsSync(clave)) renameSync(clave, `${clave}.${sufijo}`)
}

const traer = async (
  origen: string,
  ubicacion: Ubicacion,
  { carpetas, archivos }: Manifiesto,
): Promise<void> => {
  const { base, identidad, pgdata, clave } = ubicacion
  const nueva = prepararNueva(base, identidad)
  const en = (ruta: string): string => join(nueva, ruta.slice(DATOS.length + 1))
  for (const carpeta of carpetas) if (carpeta !== DATOS) await crearCarpeta(en(carpeta), identidad)
  for (const { ruta } of archivos)
    if (ruta.startsWith(`${DATOS}/`))
      await copiarArchivo({ origen: join(origen, ruta), destino: en(ruta), dueno: identidad })
  await copyFile(join(origen, CLAVE), clave)
  await rename(nueva, pgdata)
}

type OpcionesRestaurar = Readonly<{
  origen: string
  /** Carpeta de datos; se crea si falta. */
  datos: string
  /** Aparta los datos que haya (`postgres.anterior-…`) en vez de negarse. */
  reemplazar?: boolean
  registro?: Registro
}>

/**
 * Deja en `datos` lo que había en un respaldo; el siguiente arranque termina de recuperarlo. Comprueba antes
 * el respaldo entero, y se niega si un proceso tiene la carpeta.
 * @throws {ErrorArranque} respaldo dañado o de otra versión, carpeta ocupada (78) o con datos.
 */
export const restaurar = async (opciones: OpcionesRestaurar): Promise<Manifiesto> => {
  const { reemplazar = false, registro = sinRegistro } = opciones
  const origen = realpathSync(opciones.origen)
  const binarios = buscarBinarios()
  crearCarpetaDatos(opciones.datos)
  const datos = realpathSync(opciones.datos)
  await using cierre = new AsyncDisposableStack()
  cierre.use(await tomarCandado(datos))
  const manifiesto = await comprobarRespaldo(origen)
  const mayor = binarios.version.split('.')[0]
  if (manifiesto.version !== mayor)
    throw new ErrorArranque(
      `el respaldo es de PostgreSQL ${manifiesto.version} y este programa trae el ${mayor}`,
      1,
    )
  const ubicacion = ubicar(datos, binarios)
  if (ubicacion.base !== datos) cierre.use(await tomarCandado(ubicacion.base))
  await pararRestos(ubicacion, registro)
  apartarAnteriores(ubicacion, reemplazar)
  await traer(origen, ubicacion, manifiesto)
  apuntar(datos, ubicacion, registro)
  return manifiesto
}
