import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { huellaDeCarpeta } from '../candado.ts'
import { ErrorArranque } from '../error-arranque.ts'
import type { Registro } from '../registro.ts'
import type { Binarios } from './binarios.ts'
import { type Identidad, identidadPara, puedeCorrer, puedeEscribir, somosRoot } from './identidad.ts'

/** Dónde vive un servidor embebido. */
export type Ubicacion = Readonly<{
  /** Carpeta que guarda lo demás: la de datos o, si el usuario del servidor no llega allí, una aparte. */
  base: string
  /** Los datos de PostgreSQL. */
  pgdata: string
  /** `<binarios>/bin/postgres`. */
  binarios: string
  identidad: Identidad
  /** Marca de sus procesos (`cluster_name`): por ella se encuentran los que dejó un arranque anterior. */
  nombre: string
  clave: string
  bitacora: string
}>

/** Donde van datos y programas cuando el usuario del servidor no alcanza los nuestros. */
const APARTE = '/var/lib/alpes'

const puntero = (datos: string): string => join(datos, 'postgres.ruta')

const leerPuntero = (datos: string): string | undefined => {
  if (!existsSync(puntero(datos))) return undefined
  const base = readFileSync(puntero(datos), 'utf8').trim()
  if (existsSync(join(base, 'postgres'))) return base
  throw new ErrorArranque(
    `${puntero(datos)} dice que la base está en ${base} y allí no está: devuélvala a su sitio, o borre ese archivo para empezar con una vacía`,
  )
}

/** La carpeta aparte de otra; sólo la crea quien la va a usar. */
const aparteDe = (carpeta: string): string => join(APARTE, huellaDeCarpeta(carpeta))

const duenoDe = (carpeta: string): { uid: number; gid: number } | undefined =>
  existsSync(carpeta) ? statSync(carpeta) : undefined

const EN_OBRA = 'postgres.nuevo-'

/** Quita lo que dejó un `initdb` interrumpido. */
export const quitarObras = (base: string): void => {
  for (const resto of readdirSync(base))
    if (resto.startsWith(EN_OBRA)) rmSync(join(base, resto), { recursive: true, force: true, maxRetries: 5 })
}

/**
 * Crea la carpeta donde `initdb` trabaja, ya del usuario del servidor. El nombre no se repite: un `initdb`
 * que sobrevivió un instante a su dueño no escribe en la de otro.
 */
export const prepararNueva = (base: string, { uid, gid = uid }: Identidad): string => {
  const nueva = mkdtempSync(join(base, EN_OBRA))
  if (uid !== undefined && gid !== undefined) chownSync(nueva, uid, gid)
  return nueva
}

const alcanza = (datos: string, identidad: Identidad): boolean => {
  const existente = join(datos, 'postgres')
  if (existsSync(existente)) return puedeEscribir(identidad, existente)
  const nueva = prepararNueva(datos, identidad)
  const llega = puedeEscribir(identidad, nueva)
  rmSync(nueva, { recursive: true })
  return llega
}

/** La carpeta de datos si el usuario del servidor llega a ella; si no, la aparte. */
const elegirBase = (datos: string): string => {
  const apuntada = leerPuntero(datos)
  if (apuntada) return apuntada
  if (!somosRoot()) return datos
  if (alcanza(datos, identidadPara(duenoDe(join(datos, 'postgres'))))) return datos
  if (existsSync(join(datos, 'postgres')))
    throw new ErrorArranque(
      `el usuario de PostgreSQL no llega a ${join(datos, 'postgres')}: dé paso (chmod o+x) a las carpetas de esa ruta`,
    )
  return aparteDe(datos)
}

/** Copia los programas donde todos los alcancen; dos que copian a la vez acaban en la misma copia. */
const copiarBinarios = ({ raiz, version }: Binarios): string => {
  const copia = join(aparteDe(raiz), `binarios-${version}`)
  if (existsSync(copia)) return copia
  mkdirSync(dirname(copia), { recursive: true, mode: 0o755 })
  const parcial = mkdtempSync(`${copia}.`)
  cpSync(raiz, parcial, { recursive: true, verbatimSymlinks: true })
  chmodSync(parcial, 0o755)
  try {
    renameSync(parcial, copia)
  } catch (error) {
    rmSync(parcial, { recursive: true, force: true })
    if (!existsSync(copia)) throw error
  }
  return copia
}

const elegirBinarios = (binarios: Binarios, identidad: Identidad): string => {
  if (puedeCorrer(identidad, join(binarios.raiz, 'bin', 'postgres'))) return binarios.raiz
  const copia = somosRoot() ? copiarBinarios(binarios) : binarios.raiz
  if (puedeCorrer(identidad, join(copia, 'bin', 'postgres'))) return copia
  throw new ErrorArranque(
    `los programas de PostgreSQL no corren en este equipo (${join(copia, 'bin', 'postgres')} --version falla): use BASE_DATOS_URL`,
  )
}

/** El dueño de unos datos no root es otro usuario corriente: sin permiso no hay nada que hacer. */
const exigirDueno = (pgdata: string): void => {
  const dueno = duenoDe(pgdata)
  if (!dueno || somosRoot() || dueno.uid === process.getuid?.()) return
  throw new ErrorArranque(`los datos de ${pgdata} son del usuario ${dueno.uid}: arranque con él o como root`)
}

/** Crea la carpeta de datos si falta. Como root deja pasar (no leer) al usuario del servidor. */
export const crearCarpetaDatos = (datos: string): void => {
  if (!existsSync(datos)) mkdirSync(datos, { recursive: true, mode: somosRoot() ? 0o711 : 0o700 })
}

/** Decide dónde vive el servidor de la carpeta `datos` (que existe) y con qué usuario corre. */
export const ubicar = (datos: string, binarios: Binarios): Ubicacion => {
  const base = elegirBase(datos)
  const pgdata = join(base, 'postgres')
  exigirDueno(pgdata)
  const identidad = identidadPara(duenoDe(pgdata))
  const programas = elegirBinarios(binarios, identidad)
  mkdirSync(base, { recursive: true, mode: 0o755 })
  return {
    base,
    pgdata,
    binarios: programas,
    identidad,
    nombre: `alpes-${huellaDeCarpeta(base)}`,
    clave: join(base, 'postgres.clave'),
    bitacora: join(base, 'postgres.log'),
  }
}

/** Deja dicho en la carpeta de datos, y en el registro, que la base está en otra parte. */
export const apuntar = (datos: string, { base }: Ubicacion, registro: Registro): void => {
  if (base === datos) return
  if (!existsSync(puntero(datos))) writeFileSync(puntero(datos), `${base}\n`)
  registro.warn({ datos, base }, `el usuario de PostgreSQL no llega a ${datos}: la base está en ${base}`)
}

const esPrivada = (carpeta: string, identidad: Identidad): boolean => {
  const { uid } = lstatSync(carpeta)
  return lstatSync(carpeta).isDirectory() && uid === (identidad.uid ?? process.getuid?.())
}

/**
 * Carpeta privada y de nombre corto para el socket: la ruta entera no puede pasar de unos 100 bytes. Si
 * otro usuario ya ocupó el nombre, se toma uno al azar.
 */
export const crearCarpetaSocket = ({ nombre, identidad }: Ubicacion): string => {
  let carpeta = join('/tmp', nombre)
  if (!existsSync(carpeta)) mkdirSync(carpeta, { mode: 0o700 })
  else if (!esPrivada(carpeta, identidad)) carpeta = mkdtempSync('/tmp/alpes-')
  if (identidad.uid !== undefined) chownSync(carpeta, identidad.uid, identidad.gid ?? identidad.uid)
  chmodSync(carpeta, 0o700)
  return carpeta
}
