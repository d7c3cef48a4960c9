import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { esperarOtroServidor, leerPostmaster } from './bases.ts'
import type { Escena } from './escena.ts'
import { type Fallo, morir, pasoDe, repuesto } from './fallo.ts'
import { FALLOS_BASE } from './fallos-base.ts'
import { FALLOS_BROKER } from './fallos-broker.ts'

/** Matar al proceso en un punto con nombre. `tope`: hasta qué paso por él se reparte. */
const enPunto = (punto: string, tope: number, ...filas: number[]): Fallo => ({
  ...{ nombre: punto, filas },
  async provocar(escena, vez) {
    const donde = `${punto}:${pasoDe(vez, tope)}`
    await morir(await escena.arrancar(donde), donde)
    escena.anotarCaida()
  },
})

/** El servidor de base muere solo; nuestro proceso lo levanta otra vez. */
const postmaster: Fallo = {
  ...{ nombre: 'postmaster', filas: [8, 12] },
  embebida: true,
  async provocar(escena) {
    await escena.vivo()
    await repuesto(escena)
    await escena.conCarga()
    const { pid } = leerPostmaster(escena.instalacion.datos)
    process.kill(pid, 'SIGKILL')
    escena.anotarCaida()
    await esperarOtroServidor(escena.instalacion.datos, pid)
    await repuesto(escena)
  },
}

/** Con carga se le pide que salga: contesta lo que tiene, sale con 0, y lo contestado queda. */
const conPrisa: Fallo = {
  ...{ nombre: 'SIGTERM con carga', filas: [10] },
  async provocar(escena) {
    const proceso = await escena.vivo()
    await escena.conCarga()
    escena.anotarCaida(0)
    proceso.senal('SIGTERM')
    const fin = await proceso.fin
    if (fin !== 0) throw new Error(`con SIGTERM salió con ${fin}: ${proceso.dicho()}`)
  },
}

const ESCRITURAS = 'write,writev,pwrite64,pwritev,fsync,fdatasync'

const sinStrace = (): string | null => {
  const prueba = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true'])
  return prueba.status === 0 ? null : 'strace no está o no puede trazar aquí (apt-get install strace)'
}

/** Engancha strace a unos procesos: a la n-ésima escritura de un hilo, SIGKILL a su proceso. */
const matarAlEscribir = (pids: readonly number[], n: number) =>
  spawn(
    'strace',
    [
      ...['-f', '-qq', '-o', '/dev/null', '-e', `trace=${ESCRITURAS}`],
      ...['-e', `inject=${ESCRITURAS}:signal=SIGKILL:when=${n}`],
      ...pids.flatMap((pid) => ['-p', String(pid)]),
    ],
    { stdio: 'ignore' },
  )

const escrituraNuestra: Fallo = {
  ...{ nombre: 'n-ésima escritura del proceso', filas: [8] },
  impedimento: sinStrace,
  async provocar(escena, vez) {
    const proceso = await escena.vivo()
    await escena.conCarga()
    const n = 40 + pasoDe(vez, 500)
    const strace = matarAlEscribir([proceso.pid], n)
    await morir(proceso, `la escritura ${n}`)
    strace.kill('SIGKILL')
    escena.anotarCaida()
  },
}

/** El servidor y sus hijos de ahora. */
const procesosDe = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((nombre) => /^\d+$/.test(nombre))
    .filter((nombre) => {
      try {
        const estado = readFileSync(`/proc/${nombre}/stat`, 'utf8')
        return Number(estado.slice(estado.lastIndexOf(')') + 2).split(' ')[1]) === pid
      } catch {
        return false
      }
    })
    .map(Number)

const escrituraDelServidor: Fallo = {
  ...{ nombre: 'n-ésima escritura de PostgreSQL', filas: [8, 12] },
  embebida: true,
  impedimento: sinStrace,
  async provocar(escena, vez) {
    await escena.vivo()
    await repuesto(escena)
    await escena.conCarga()
    const { pid } = leerPostmaster(escena.instalacion.datos)
    const hijos = procesosDe(pid)
    const strace = matarAlEscribir([pid, ...hijos], 5 + pasoDe(vez, 200))
    // Al morir un hijo a mitad de una escritura, el servidor echa a los demás y se recupera del WAL.
    const vivos = () => procesosDe(pid).filter((p) => hijos.includes(p)).length
    await esperarQue('el servidor pierde a sus hijos', () => vivos() < hijos.length / 2, 60_000)
    // SIGTERM y no SIGKILL: así suelta lo que trazaba en vez de dejarlo detenido.
    strace.kill('SIGTERM')
    await once(strace, 'exit')
    escena.anotarCaida()
    await repuesto(escena)
  },
}

/** Cuánto puede repetir cada muerte del relevo. */
export const LOTE_RELEVO = 20

/** Lanza el relevo de la escena, con su broker en un archivo. */
export const lanzarRelevo = (escena: Escena, falla?: string): ProcesoHijo =>
  lanzar(path.join(import.meta.dirname, 'relevo.ts'), {
    entorno: {
      ...{ BASE_URL: escena.baseUrl(), ARCHIVO: escena.archivoRelevo, LOTE: String(LOTE_RELEVO) },
      ...{ ALPES_PRUEBAS: 'si', ...(falla === undefined ? {} : { FALLA_EN: falla }) },
    },
  })

const relevo: Fallo = {
  ...{ nombre: 'relevo:publicado', filas: [4] },
  async provocar(escena, vez) {
    await escena.vivo()
    await escena.conCarga()
    await using muere = lanzarRelevo(escena, `relevo:publicado:${pasoDe(vez, 5)}`)
    await morir(muere, 'relevo:publicado')
    escena.anotarCaida(0)
  },
}

/** Todos los fallos, en el orden en que se provocan. */
export const FALLOS: readonly Fallo[] = [
  enPunto('uow:casos', 60, 1),
  enPunto('uow:siguiente-abierto', 60, 1),
  enPunto('uow:de-una-vez-enviado', 60, 1),
  enPunto('uow:de-una-vez-confirmado', 60, 2),
  enPunto('uow:antes-guardas', 60, 1),
  enPunto('uow:antes-cola', 60, 1),
  enPunto('uow:en-la-cola', 60, 1, 3),
  enPunto('uow:tras-commit', 60, 2, 3),
  enPunto('lector:antes-efecto', 30, 5),
  enPunto('lector:tras-efecto', 30, 5),
  enPunto('lector:tras-commit', 30, 5),
  enPunto('correo:tras-250', 12, 6),
  relevo,
  conPrisa,
  escrituraNuestra,
  postmaster,
  escrituraDelServidor,
  ...FALLOS_BASE,
  ...FALLOS_BROKER,
]
