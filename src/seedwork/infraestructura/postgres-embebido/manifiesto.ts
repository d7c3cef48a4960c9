import { createHash } from 'node:crypto'
import { chown, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ErrorArranque } from '../error-arranque.ts'

const FORMATO = 1
const NOMBRE = 'respaldo.json'
const TROZO = 1024 * 1024

/** Un archivo del respaldo: ruta dentro de él, con `/`. */
export type Archivo = Readonly<{ ruta: string; bytes: number; sha256: string }>

/** Lo que dice un respaldo de sí mismo. */
export type Manifiesto = Readonly<{
  formato: number
  /** Versión mayor de PostgreSQL: los datos sólo sirven a la misma. */
  version: string
  /** `system_identifier` de la base que se respaldó. */
  sistema: string
  creado: string
  /** Posiciones del WAL (LSN) entre las que se copió. */
  desde: string
  hasta: string
  /** También las vacías: PostgreSQL no arranca sin las suyas. */
  carpetas: readonly string[]
  archivos: readonly Archivo[]
}>

const danado = (origen: string, que: string): ErrorArranque =>
  new ErrorArranque(`el respaldo de ${origen} está dañado: ${que}; no se restauró nada`, 1)

type Dueno = { uid?: number; gid?: number }
type Copia = Readonly<{ origen: string; destino: string; dueno?: Dueno }>

/**
 * Copia un archivo y lo lleva al disco, resumiendo lo que escribió: aunque el original cambie mientras se
 * lee, el resumen es el de la copia.
 */
export const copiarArchivo = async ({
  origen,
  destino,
  dueno = {},
}: Copia): Promise<Omit<Archivo, 'ruta'>> => {
  await using entrada = await open(origen, 'r')
  await using salida = await open(destino, 'w', 0o600)
  const resumen = createHash('sha256')
  const trozo = Buffer.allocUnsafe(TROZO)
  let bytes = 0
  for (;;) {
    const { bytesRead } = await entrada.read(trozo, 0, TROZO)
    if (bytesRead === 0) break
    resumen.update(trozo.subarray(0, bytesRead))
    await salida.writeFile(trozo.subarray(0, bytesRead))
    bytes += bytesRead
  }
  if (dueno.uid !== undefined) await salida.chown(dueno.uid, dueno.gid ?? dueno.uid)
  await salida.sync()
  return { bytes, sha256: resumen.digest('hex') }
}

export const crearCarpeta = async (ruta: string, { uid, gid = uid }: Dueno = {}): Promise<void> => {
  await mkdir(ruta, { mode: 0o700 })
  if (uid !== undefined && gid !== undefined) await chown(ruta, uid, gid)
}

const resumenDe = async (archivo: string): Promise<string> => {
  await using entrada = await open(archivo, 'r')
  const resumen = createHash('sha256')
  for await (const trozo of entrada.createReadStream({ autoClose: false })) resumen.update(trozo as Buffer)
  return resumen.digest('hex')
}

const huellaDe = (manifiesto: Manifiesto): string =>
  createHash('sha256').update(JSON.stringify(manifiesto)).digest('hex')

export const escribirManifiesto = (carpeta: string, datos: Omit<Manifiesto, 'formato'>): Promise<void> => {
  const manifiesto: Manifiesto = { formato: FORMATO, ...datos }
  const texto = JSON.stringify({ huella: huellaDe(manifiesto), manifiesto }, null, 1)
  return writeFile(join(carpeta, NOMBRE), `${texto}\n`, { mode: 0o600, flush: true })
}

const leerManifiesto = async (origen: string): Promise<Manifiesto> => {
  const texto = await readFile(join(origen, NOMBRE), 'utf8').catch(() => undefined)
  if (texto === undefined) throw new ErrorArranque(`en ${origen} no hay un respaldo (falta ${NOMBRE})`, 1)
  try {
    const { huella, manifiesto } = JSON.parse(texto) as { huella: string; manifiesto: Manifiesto }
    if (huellaDe(manifiesto) !== huella) throw danado(origen, `${NOMBRE} no coincide con su huella`)
    if (manifiesto.formato !== FORMATO)
      throw danado(origen, `su formato es ${manifiesto.formato}, no ${FORMATO}`)
    return manifiesto
  } catch (error) {
    throw error instanceof ErrorArranque ? error : danado(origen, `${NOMBRE} no se puede leer`)
  }
}

const enDisco = async (origen: string): Promise<string[]> =>
  (await readdir(origen, { recursive: true, withFileTypes: true }))
    .filter((entrada) => entrada.isFile())
    .map((entrada) => join(entrada.parentPath, entrada.name).slice(origen.length + 1))
    .filter((ruta) => ruta !== NOMBRE)

/**
 * Comprueba un respaldo entero: su manifiesto, y que cada archivo esté, sea el mismo y no sobre ninguno.
 * @throws {ErrorArranque} con el primer archivo malo.
 */
export const comprobarRespaldo = async (origen: string): Promise<Manifiesto> => {
  const manifiesto = await leerManifiesto(origen)
  const hay = new Set(await enDisco(origen))
  for (const { ruta, sha256 } of manifiesto.archivos) {
    if (!hay.delete(ruta)) throw danado(origen, `falta ${ruta}`)
    if ((await resumenDe(join(origen, ruta))) !== sha256) throw danado(origen, `${ruta} cambió`)
  }
  const [sobra] = hay
  if (sobra) throw danado(origen, `sobra ${sobra}`)
  return manifiesto
}
