import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as esperar } from 'node:timers/promises'
import type { Registro } from '../registro.ts'
import type { Ubicacion } from './ubicacion.ts'

type Proceso = Readonly<{ pid: number; orden: string }>

/** Cuánto se espera a cada forma de pedirle a un servidor que pare, de la más amable a la última. */
const PACIENCIA = [
  { senal: 'SIGINT', ms: 10_000 },
  { senal: 'SIGQUIT', ms: 6_000 },
  { senal: 'SIGKILL', ms: 5_000 },
] as const

const enProc = (): Proceso[] =>
  readdirSync('/proc')
    .filter((nombre) => /^\d+$/.test(nombre))
    .flatMap((nombre) => {
      try {
        const orden = readFileSync(`/proc/${nombre}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(nombre), orden }]
      } catch {
        return []
      }
    })

const enPs = (): Proceso[] =>
  spawnSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' })
    .stdout.split('\n')
    .flatMap((linea) => {
      const partes = /^\s*(\d+)\s+(.*)$/.exec(linea)
      return partes ? [{ pid: Number(partes[1]), orden: partes[2] ?? '' }] : []
    })

/** El `sh` que lo vigila lleva la misma orden entre sus argumentos, y no es el jefe. */
const esJefe = ({ orden }: Proceso, nombre: string): boolean =>
  !orden.startsWith('/bin/sh ') &&
  orden.includes('/postgres -D ') &&
  orden.includes(`cluster_name=${nombre} `)

/** Los procesos vivos de un servidor, aunque su jefe haya muerto: todos llevan su `cluster_name`. */
const procesosDe = (nombre: string): Proceso[] =>
  (existsSync('/proc/self/cmdline') ? enProc() : enPs()).filter(
    (proceso) => proceso.orden.startsWith(`postgres: ${nombre}: `) || esJefe(proceso, nombre),
  )

const enviar = (pid: number, senal: NodeJS.Signals): void => {
  try {
    process.kill(pid, senal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Espera a que no quede ninguno; dice si lo logró. */
const esperarNinguno = async (buscar: () => Proceso[], ms: number): Promise<boolean> => {
  const limite = performance.now() + ms
  while (buscar().length > 0) {
    if (performance.now() > limite) return false
    await esperar(20)
  }
  return true
}

/**
 * Para lo que haya quedado de un arranque anterior: al jefe se le pide que cierre; a quienes lo perdieron,
 * que mueran. Un proceso detenido (SIGSTOP) se despierta para que atienda.
 */
export const pararRestos = async (ubicacion: Ubicacion, registro: Registro): Promise<void> => {
  const { nombre } = ubicacion
  const jefes = (): Proceso[] => procesosDe(nombre).filter((proceso) => esJefe(proceso, nombre))
  for (const [buscar, desde] of [
    [jefes, 0],
    [() => procesosDe(nombre), 1],
  ] as const) {
    for (const { senal, ms } of PACIENCIA.slice(desde)) {
      const restos = buscar()
      if (restos.length === 0) break
      registro.warn({ pids: restos.map(({ pid }) => pid), senal }, 'para un PostgreSQL que quedó de antes')
      for (const { pid } of restos) {
        enviar(pid, senal)
        enviar(pid, 'SIGCONT')
      }
      if (await esperarNinguno(buscar, ms)) break
    }
  }
  if (procesosDe(nombre).length === 0) quitarPidAjeno(ubicacion)
}

/**
 * `postmaster.pid` puede nombrar a un proceso vivo que no es un PostgreSQL nuestro (el número se volvió a
 * usar, lo normal en un contenedor): el servidor se negaría a empezar para siempre.
 */
const quitarPidAjeno = ({ pgdata }: Ubicacion): void => {
  const archivo = join(pgdata, 'postmaster.pid')
  if (!existsSync(archivo)) return
  const pid = Number(readFileSync(archivo, 'utf8').split('\n')[0])
  try {
    process.kill(pid, 0)
  } catch {
    return
  }
  rmSync(archivo, { force: true })
}

/** Si el servidor de esos datos está parándose: lo dice la octava línea de su `postmaster.pid`. */
export const estaParando = ({ pgdata }: Ubicacion): boolean => {
  try {
    return readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'stopping'
  } catch {
    return false
  }
}
