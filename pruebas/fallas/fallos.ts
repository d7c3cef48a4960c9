import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { type Escena, leerPostmaster } from './escena.ts'
import { pedir } from './insistente.ts'

/** Un fallo que se sabe provocar. `vez` numera las repeticiones: cada una cae en otro paso. */
export type Fallo = Readonly<{
  nombre: string
  /** Necesita que el sistema lleve su PostgreSQL dentro. */
  embebida?: boolean
  /** Por qué no se puede provocar aquí, si no se puede. */
  impedimento?: () => string | null
  /** Provoca el fallo una vez; vuelve con el sistema muerto o ya repuesto. */
  provocar(escena: Escena, vez: number): Promise<void>
}>

/** Pasos repetibles y dispersos: 1 + (7·vez) módulo tope. */
const pasoDe = (vez: number, tope: number): number => 1 + ((7 * vez) % tope)

/** Espera a que el proceso muera de un SIGKILL, que es como mata un punto de caída. */
export const morir = async (proceso: ProcesoHijo, que: string): Promise<void> => {
  let fin: number | string | null = null
  void proceso.fin.then((f) => {
    fin = f
  })
  await esperarQue(`muere en ${que}`, () => fin, 60_000)
  if (fin !== 'SIGKILL') throw new Error(`en ${que} el sistema salió con ${fin}: ${proceso.dicho()}`)
}

/** Matar al proceso en un punto con nombre. `tope`: hasta qué paso por él se reparte. */
const enPunto = (punto: string, tope: number): Fallo => ({
  nombre: punto,
  async provocar(escena, vez) {
    const donde = `${punto}:${pasoDe(vez, tope)}`
    await morir(await escena.arrancar(donde), donde)
    escena.anotarCaida()
  },
})

const repuesto = async (escena: Escena): Promise<void> => {
  const proceso = await escena.vivo()
  let visto = ''
  const listo = async () => {
    const salud = await pedir(escena.instalacion.url, { metodo: 'GET', ruta: '/readyz' })
    visto = salud.texto
    return salud.estado === 200
  }
  await esperarQue('el sistema se repone solo', () => listo().catch(() => false), 60_000).catch(
    (error: Error) => {
      const dicho = proceso.dicho().slice(-2_000)
      throw new Error(
        `${error.message}; lo último que contestó: ${visto.slice(0, 2_000)}; lo que dijo: ${dicho}`,
      )
    },
  )
}

/** El servidor de base muere solo; nuestro proceso lo levanta otra vez. */
const postmaster: Fallo = {
  nombre: 'postmaster',
  embebida: true,
  async provocar(escena) {
    await escena.vivo()
    await repuesto(escena)
    await escena.conCarga()
    const { pid } = leerPostmaster(escena.instalacion.datos)
    process.kill(pid, 'SIGKILL')
    escena.anotarCaida()
    const otro = () => {
      try {
        return leerPostmaster(escena.instalacion.datos).pid !== pid
      } catch {
        return false
      }
    }
    await esperarQue('hay otro servidor', otro, 60_000)
    await repuesto(escena)
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
  nombre: 'n-ésima escritura del proceso',
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
  nombre: 'n-ésima escritura de PostgreSQL',
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
  nombre: 'relevo:publicado',
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
  enPunto('uow:casos', 60),
  enPunto('uow:siguiente-abierto', 60),
  enPunto('uow:de-una-vez-enviado', 60),
  enPunto('uow:de-una-vez-confirmado', 60),
  enPunto('uow:antes-guardas', 60),
  enPunto('uow:antes-cola', 60),
  enPunto('uow:en-la-cola', 60),
  enPunto('uow:tras-commit', 60),
  enPunto('lector:antes-efecto', 30),
  enPunto('lector:tras-efecto', 30),
  enPunto('lector:tras-commit', 30),
  enPunto('correo:tras-250', 12),
  relevo,
  escrituraNuestra,
  postmaster,
  escrituraDelServidor,
]
