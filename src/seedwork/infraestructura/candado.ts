import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as esperar } from 'node:timers/promises'
import { ErrorArranque } from './error-arranque.ts'

/** `open(2)` de macOS y los BSD: abre y toma el candado a la vez; el núcleo lo suelta al morir el proceso. */
const O_EXLOCK = 0x20

/** Lo que tarda quien acaba de tomar el candado en escribir su pid. */
const ESPERA_PID_MS = 1_000

/** Nombre corto y estable de una carpeta que existe, por su ruta real. */
export const huellaDeCarpeta = (carpeta: string): string =>
  createHash('sha256').update(realpathSync(carpeta)).digest('hex').slice(0, 16)

const archivoDe = (carpeta: string): string => join(carpeta, 'candado')

const duenoDe = async (carpeta: string): Promise<string> => {
  const limite = performance.now() + ESPERA_PID_MS
  while (performance.now() < limite) {
    const pid = leerPid(carpeta)
    if (pid) return pid
    await esperar(20)
  }
  return 'desconocido'
}

const leerPid = (carpeta: string): string => {
  try {
    return readFileSync(archivoDe(carpeta), 'utf8').trim()
  } catch {
    return ''
  }
}

const ocupada = async (carpeta: string): Promise<ErrorArranque> =>
  new ErrorArranque(
    `la carpeta de datos ${carpeta} la tiene el proceso ${await duenoDe(carpeta)}; ciérrelo o use otra con ALPES_DATOS`,
  )

const codigoDe = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

const escuchar = async (ruta: string): Promise<Server> => {
  const servidor = createServer((conexion) => conexion.destroy()).unref()
  servidor.listen({ path: ruta })
  await once(servidor, 'listening')
  return servidor
}

/** Si alguien escucha en `ruta`; un archivo sin dueño es un resto de quien murió sin cerrar. */
const responde = async (ruta: string): Promise<boolean> => {
  const conexion = connect({ path: ruta })
  try {
    await once(conexion, 'connect')
    return true
  } catch {
    return false
  } finally {
    conexion.destroy()
  }
}

const anotarPid = (carpeta: string, banderas = 0): number => {
  const archivo = openSync(archivoDe(carpeta), constants.O_RDWR | constants.O_CREAT | banderas, 0o644)
  ftruncateSync(archivo)
  writeSync(archivo, `${process.pid}\n`)
  return archivo
}

/**
 * Segundo seguro: el socket con nombre se ve desde otra red (dos contenedores con el mismo volumen), donde
 * el abstracto no llega. Por `/proc/self/fd` la ruta es corta aunque la carpeta no lo sea.
 */
const escucharEnCarpeta = async (carpeta: string, fd: number): Promise<Server | undefined> => {
  const ruta = `/proc/self/fd/${fd}/candado.sock`
  if (await responde(ruta)) throw await ocupada(carpeta)
  rmSync(join(carpeta, 'candado.sock'), { force: true })
  // Hay sistemas de archivos sin sockets: allí queda sólo el primero.
  return escuchar(ruta).catch(() => undefined)
}

const cerrar = async (servidor: Server | undefined): Promise<void> => {
  if (!servidor) return
  servidor.close()
  await once(servidor, 'close')
}

/** En Linux, un socket abstracto: atómico, y el núcleo lo suelta al morir el proceso, sea como sea. */
const tomarEnLinux = async (carpeta: string): Promise<AsyncDisposable> => {
  const abstracto = await escuchar(`\0alpes-candado-${huellaDeCarpeta(carpeta)}`).catch(async (error) => {
    throw codigoDe(error) === 'EADDRINUSE' ? await ocupada(carpeta) : error
  })
  const fd = openSync(carpeta, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    const conNombre = await escucharEnCarpeta(carpeta, fd)
    closeSync(anotarPid(carpeta))
    return {
      async [Symbol.asyncDispose]() {
        rmSync(archivoDe(carpeta), { force: true })
        await cerrar(conNombre)
        closeSync(fd)
        await cerrar(abstracto)
      },
    }
  } catch (error) {
    closeSync(fd)
    await cerrar(abstracto)
    throw error
  }
}

const tomarEnBsd = async (carpeta: string): Promise<AsyncDisposable> => {
  try {
    const archivo = anotarPid(carpeta, O_EXLOCK | constants.O_NONBLOCK)
    return { [Symbol.asyncDispose]: async () => closeSync(archivo) }
  } catch (error) {
    throw codigoDe(error) === 'EAGAIN' ? await ocupada(carpeta) : error
  }
}

/**
 * Toma una carpeta para este proceso hasta que se cierre o muera; nunca queda tomada por un muerto.
 * @param carpeta existe y se puede escribir.
 * @throws {ErrorArranque} (78) con el pid de quien la tiene.
 */
export const tomarCandado = (carpeta: string): Promise<AsyncDisposable> =>
  process.platform === 'linux' ? tomarEnLinux(carpeta) : tomarEnBsd(carpeta)
