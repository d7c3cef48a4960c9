import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { leerAjustesNats } from '#seedwork/infraestructura/nats/ajustes.ts'
import { abrirConexionNats, type ConexionNats } from '#seedwork/infraestructura/nats/conexion.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { puertoLibre } from '../fallas/sistema.ts'
import { esperarQue } from './esperar.ts'
import { requerir } from './requerir.ts'

/** El servidor NATS del equipo, o por qué se saltan las pruebas que lo piden. */
export const natsServer = requerir('nats-server')

/** Un nats-server de verdad: se mata, se le borra el disco y vuelve en el mismo puerto. */
export type ServidorNats = AsyncDisposable & {
  readonly url: string
  readonly puerto: number
  /** Carpeta de su almacén. */
  readonly disco: string
  arrancar(): Promise<void>
  /** SIGKILL, y espera a que muera. */
  matar(): Promise<void>
  borrarDisco(): Promise<void>
  /** Lo que ha dicho desde el último arranque. */
  dicho(): string
}

type Grupo = Readonly<{ nombre: string; propio: number; rutas: readonly number[] }>

const argumentosDe = (puerto: number, disco: string, grupo?: Grupo): string[] => {
  const suyos = ['-a', '127.0.0.1', '-p', String(puerto), '-js', '-sd', disco]
  if (!grupo) return suyos
  const rutas = grupo.rutas.map((r) => `nats-route://127.0.0.1:${r}`).join(',')
  const propio = `nats-route://127.0.0.1:${grupo.propio}`
  return [...suyos, '-n', grupo.nombre, '-cluster_name', 'pruebas', '-cluster', propio, '-routes', rutas]
}

/** Prepara y arranca un servidor; su disco sobrevive a sus muertes y se borra al cerrarlo. */
export const abrirServidorNats = async (
  grupo?: Grupo,
  extra: readonly string[] = [],
): Promise<ServidorNats> => {
  const carpeta = await mkdtemp(path.join(tmpdir(), 'alpes-nats-'))
  const disco = path.join(carpeta, 'disco')
  const puerto = await puertoLibre()
  let hijo: ChildProcess | undefined
  let dicho = ''
  const servidor: ServidorNats = {
    url: `nats://127.0.0.1:${puerto}`,
    puerto,
    disco,
    dicho: () => dicho,
    async arrancar() {
      dicho = ''
      hijo = spawn(natsServer.ruta, [...argumentosDe(puerto, disco, grupo), ...extra], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      hijo.stderr?.setEncoding('utf8').on('data', (trozo: string) => {
        dicho += trozo
      })
      await esperarQue(`nats-server atiende; dijo: ${dicho}`, () => dicho.includes('Server is ready'), 20_000)
    },
    async matar() {
      const muere = hijo
      hijo = undefined
      if (!muere || muere.exitCode !== null || muere.signalCode !== null) return
      const fin = once(muere, 'close')
      muere.kill('SIGKILL')
      await fin
    },
    borrarDisco: () => rm(disco, { recursive: true, force: true, maxRetries: 5 }),
    async [Symbol.asyncDispose]() {
      await this.matar()
      await rm(carpeta, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  await servidor.arrancar()
  return servidor
}

/** Tres servidores que se conocen; `url` los nombra a todos. */
export const abrirGrupoNats = async (): Promise<
  AsyncDisposable & { url: string; servidores: readonly ServidorNats[] }
> => {
  await using pila = new AsyncDisposableStack()
  const rutas = [await puertoLibre(), await puertoLibre(), await puertoLibre()]
  const servidores = await Promise.all(
    rutas.map(async (propio, i) => pila.use(await abrirServidorNats({ nombre: `n${i}`, propio, rutas }))),
  )
  const cierre = pila.move()
  return {
    url: `nats://${servidores.map((s) => `127.0.0.1:${s.puerto}`).join(',')}?replicas=3`,
    servidores,
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

/** La conexión de un proceso con ese broker. */
export const conectarNats = (url: string): ConexionNats =>
  abrirConexionNats({ ajustes: leerAjustesNats(url), nombre: 'prueba', registro: sinRegistro })
