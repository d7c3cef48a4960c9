import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import { type Carta, type Correo, ErrorCorreo } from '#seedwork/aplicacion/correo.ts'
import { componerMensaje, type Remitente } from './mensaje.ts'

/** Nombre del archivo de una carta: sale de su Message-ID, así la segunda vez cae en el mismo sitio. */
export const archivoDe = (idMensaje: string): string => {
  const local = /^<([0-9a-f-]{36})@/.exec(idMensaje)?.[1]
  return `${local ?? createHash('sha256').update(idMensaje).digest('hex').slice(0, 40)}.eml`
}

const existe = (ruta: string): Promise<boolean> =>
  stat(ruta).then(
    () => true,
    () => false,
  )

/** Asegura en disco lo que se renombró o creó dentro de una carpeta. */
const sincronizarCarpeta = async (carpeta: string): Promise<void> => {
  const manija = await open(carpeta, 'r')
  try {
    await manija.sync()
  } catch (error) {
    // Hay sistemas que no dejan sincronizar carpetas (EPERM, EINVAL); en ellos el renombrado ya basta.
    if (!['EPERM', 'EINVAL', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    await manija.close()
  }
}

const escribirEntero = async (ruta: string, contenido: Buffer): Promise<void> => {
  const manija = await open(ruta, 'w', 0o600)
  try {
    await manija.writeFile(contenido)
    await manija.sync()
  } finally {
    await manija.close()
  }
}

const HUERFANO_MS = 600_000

/** Borra los provisionales que dejó un proceso muerto a mitad de escribir. */
const barrer = async (carpeta: string): Promise<void> => {
  const nombres = (await readdir(carpeta)).filter((n) => n.endsWith('.tmp'))
  for (const ruta of nombres.map((n) => path.join(carpeta, n))) {
    const edad = await stat(ruta).then(
      (s) => Date.now() - s.mtimeMs,
      () => 0,
    )
    if (edad > HUERFANO_MS) await unlink(ruta).catch(() => {})
  }
}

const guardar = async (destino: string, crudo: Buffer): Promise<void> => {
  const provisional = `${destino}.${process.pid}.tmp`
  try {
    await escribirEntero(provisional, crudo)
    await rename(provisional, destino)
    await sincronizarCarpeta(path.dirname(destino))
  } catch (error) {
    await unlink(provisional).catch(() => {})
    // Disco lleno o carpeta sin permiso: le pasa a todas las cartas, no a ésta.
    const codigo = (error as NodeJS.ErrnoException).code ?? 'desconocido'
    throw new ErrorCorreo('caida', `no se puede escribir en la bandeja (${codigo})`)
  }
}

/**
 * Abre la bandeja local: cada carta es un archivo `.eml` (RFC 5322) en `carpeta`, entero o ausente.
 * Repetir una carta con el mismo Message-ID no deja otra.
 */
export const abrirBandeja = async (opciones: { carpeta: string; remitente: Remitente }): Promise<Correo> => {
  const { carpeta, remitente } = opciones
  await mkdir(carpeta, { recursive: true, mode: 0o700 })
  await barrer(carpeta)
  return {
    async enviar(carta: Carta) {
      const mensaje = await componerMensaje(carta, remitente)
      const destino = path.join(carpeta, archivoDe(carta.idMensaje))
      if (!(await existe(destino))) await guardar(destino, mensaje.crudo)
    },
  }
}
