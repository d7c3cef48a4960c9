import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { esperarQue } from './esperar.ts'

/** Un proceso de verdad, con lo que va diciendo. Al cerrarlo se mata si sigue vivo. */
export type ProcesoHijo = AsyncDisposable &
  Readonly<{
    pid: number
    hijo: ChildProcess
    /** Todo lo dicho hasta ahora, salida y errores juntos. */
    dicho(): string
    /** Espera una línea que cumpla el patrón y da sus grupos. */
    linea(patron: RegExp, limite?: number): Promise<RegExpExecArray>
    /** Código de salida, o el nombre de la señal que lo mató. */
    fin: Promise<number | string>
    senal(senal: NodeJS.Signals): void
  }>

type OpcionesHijo = Readonly<{
  args?: readonly string[]
  entorno?: NodeJS.ProcessEnv
  /** Carpeta de trabajo. */
  en?: string
}>

/** Cómo acaba un proceso: su código, o el nombre de la señal que lo mató. */
export const finDe = async (hijo: ChildProcess): Promise<number | string> => {
  const [codigo, senal] = (await once(hijo, 'close')) as [number | null, NodeJS.Signals | null]
  return codigo ?? senal ?? 'desconocido'
}

/** Lo que corre en los hijos también cuenta en el informe de cobertura. */
const { NODE_V8_COVERAGE } = process.env
const cobertura = NODE_V8_COVERAGE ? { NODE_V8_COVERAGE } : {}

/** Corre un archivo de este repositorio con este mismo Node, sin heredar nuestra configuración. */
export const lanzar = (programa: string, { args = [], entorno = {}, en }: OpcionesHijo = {}): ProcesoHijo => {
  const hijo = spawn(process.execPath, [programa, ...args], {
    env: { PATH: process.env.PATH, ...cobertura, ...entorno },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(en === undefined ? {} : { cwd: en }),
  })
  let dicho = ''
  for (const flujo of [hijo.stdout, hijo.stderr])
    flujo.setEncoding('utf8').on('data', (trozo: string) => {
      dicho += trozo
    })
  const fin = finDe(hijo)
  return {
    pid: hijo.pid ?? 0,
    hijo,
    dicho: () => dicho,
    linea: (patron, limite = 20_000) =>
      esperarQue(`${programa} dice ${patron}; dijo: ${dicho}`, () => patron.exec(dicho), limite),
    fin,
    senal: (senal) => void hijo.kill(senal),
    async [Symbol.asyncDispose]() {
      hijo.kill('SIGKILL')
      await fin
    },
  }
}
