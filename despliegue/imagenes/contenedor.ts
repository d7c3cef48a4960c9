import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pausa } from 'node:timers/promises'
import { finDe } from '../../pruebas/apoyo/proceso-hijo.ts'
import type { Imagen } from './construir.ts'

/** `de` (esta máquina) se ve en `a` (el contenedor). */
export type Montaje = Readonly<{ de: string; a: string; soloLectura?: boolean }>

export type Pedido = Readonly<{
  /** En vez del CMD de la imagen. */
  orden?: readonly string[]
  entorno?: Readonly<Record<string, string>>
  montajes?: readonly Montaje[]
}>

/** Un contenedor en marcha: el programa es el PID 1 de su espacio de procesos. */
export type Contenedor = Readonly<{
  dicho(): string
  /** Corre el HEALTHCHECK de la imagen, dentro. */
  sano(): boolean
  esperarSano(limite?: number): Promise<void>
  /** Corre una orden dentro, como `docker exec`. */
  ejecutar(...orden: readonly string[]): Readonly<{ codigo: number | null; salida: string }>
  /** Manda la señal al PID 1 y espera. Ms que tardó, y código de salida o señal. */
  parar(senal?: NodeJS.Signals): Promise<Readonly<{ codigo: number | string; ms: number }>>
  fin: Promise<number | string>
}>

const LIMITE_SANO_MS = 90_000

const entornoDe = (imagen: Imagen, propio: Readonly<Record<string, string>>): string[] => [
  `--chdir=${imagen.carpeta}`,
  ...imagen.entorno,
  ...Object.entries(propio).map(([nombre, valor]) => `${nombre}=${valor}`),
]

/** Un volumen nuevo nace como la carpeta de la imagen que tapa. */
export const crearVolumen = (imagen: Imagen, carpeta: string, a: string): Montaje => {
  if (!existsSync(carpeta)) {
    mkdirSync(carpeta)
    const { uid, gid } = statSync(path.join(imagen.raiz, a))
    chownSync(carpeta, uid, gid)
  }
  return { de: carpeta, a }
}

/** El proceso que `unshare` dejó como PID 1 del contenedor, visto desde fuera. */
const primeroDe = async (unshare: ChildProcess): Promise<number> => {
  const archivo = `/proc/${unshare.pid}/task/${unshare.pid}/children`
  for (let i = 0; i < 500 && unshare.exitCode === null; i++) {
    const [hijo] = readFileSync(archivo, 'utf8').trim().split(' ')
    if (hijo) return Number(hijo)
    await pausa(10)
  }
  throw new Error('el contenedor no llegó a empezar')
}

const lanzar = (imagen: Imagen, capa: string, p: Pedido): ChildProcess => {
  const montajes = (p.montajes ?? []).map((m) => `${m.de} ${m.a} ${m.soloLectura ? 'ro' : 'rw'}\n`).join('')
  const espacios = ['--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child=SIGKILL']
  const guion = path.join(import.meta.dirname, 'contenedor.sh')
  const orden = [...entornoDe(imagen, p.entorno ?? {}), ...(p.orden ?? imagen.orden)]
  return spawn('unshare', [...espacios, 'sh', guion, ...orden], {
    env: {
      PATH: process.env.PATH,
      IMAGEN: imagen.raiz,
      CAPA: capa,
      USUARIO: imagen.usuario,
      MONTAJES: montajes,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const dentro = (imagen: Imagen, pid: number, p: Pedido, orden: readonly string[]) => {
  const [uid, gid] = imagen.usuario.split(':')
  const espacios = [
    '-t',
    String(pid),
    '--mount',
    '--pid',
    '--ipc',
    '--root',
    '-S',
    uid ?? '',
    '-G',
    gid ?? '',
  ]
  const args = [...espacios, '/usr/bin/env', '-i', ...entornoDe(imagen, p.entorno ?? {}), ...orden]
  const { status, stdout, stderr } = spawnSync('nsenter', args, { encoding: 'utf8', timeout: 30_000 })
  return { codigo: status, salida: `${stdout}${stderr}` }
}

/** Arranca una imagen como `docker run --read-only --cap-drop=ALL --security-opt=no-new-privileges --network=host`. */
export const arrancar = async (imagen: Imagen, trabajo: string, p: Pedido = {}): Promise<Contenedor> => {
  const capa = mkdtempSync(path.join(trabajo, `${imagen.nombre}-`))
  const unshare = lanzar(imagen, capa, p)
  let dicho = ''
  for (const flujo of [unshare.stdout, unshare.stderr])
    flujo?.setEncoding('utf8').on('data', (trozo: string) => {
      dicho += trozo
    })
  const fin = finDe(unshare)
  const pid = await primeroDe(unshare)
  const sano = () => dentro(imagen, pid, p, imagen.salud).codigo === 0
  return {
    dicho: () => dicho,
    sano,
    async esperarSano(limite = LIMITE_SANO_MS) {
      for (const tope = performance.now() + limite; unshare.exitCode === null && !sano(); await pausa(300))
        if (performance.now() > tope) throw new Error(`${imagen.nombre} no llegó a estar sano:\n${dicho}`)
      if (unshare.exitCode !== null)
        throw new Error(`${imagen.nombre} salió con ${unshare.exitCode}:\n${dicho}`)
    },
    ejecutar: (...orden) => dentro(imagen, pid, p, orden),
    async parar(senal = imagen.senalDeParada as NodeJS.Signals) {
      const desde = performance.now()
      if (unshare.exitCode === null) process.kill(pid, senal)
      return { codigo: await fin, ms: Math.round(performance.now() - desde) }
    },
    fin,
  }
}
