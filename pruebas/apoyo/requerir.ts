import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Lo que unas pruebas necesitan y `npm ci` no trae. */
export type Requerido = 'analizador-asyncapi' | 'chromium' | 'kafka' | 'nats-server' | 'python3-grpc'

/** Dónde está, y con qué se marca la prueba (`test(nombre, { skip: chromium.saltar }, …)`). */
export type Hallado = Readonly<{ ruta: string; saltar: string | false }>

const seEjecuta = (ruta: string): boolean => {
  try {
    accessSync(ruta, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const enElCamino = (...nombres: readonly string[]): string | undefined =>
  nombres
    .flatMap((nombre) => (process.env.PATH ?? '').split(delimiter).map((carpeta) => join(carpeta, nombre)))
    .find(seEjecuta)

const python = (): string | undefined => {
  const candidatos = ['/usr/bin/python3', enElCamino('python3')].filter((ruta) => ruta !== undefined)
  return candidatos.find((ruta) => seEjecuta(ruta) && spawnSync(ruta, ['-c', 'import grpc']).status === 0)
}

/** Se instala aparte: `npm ci --prefix herramientas/asyncapi`. */
const ANALIZADOR = join(import.meta.dirname, '../../herramientas/asyncapi/node_modules/@asyncapi/parser')

/** Ni Debian ni npm lo traen: quien lo tenga da la carpeta de sus jar, y hay que tener Java. */
const OPCIONALES: ReadonlySet<Requerido> = new Set(['kafka'])

const BUSCAR: Readonly<Record<Requerido, () => string | undefined>> = {
  'analizador-asyncapi': () => ANALIZADOR,
  kafka: () => (enElCamino('java') ? process.env.KAFKA_JARS || undefined : undefined),
  chromium: () => process.env.CHROMIUM || enElCamino('chromium', 'chromium-browser', 'google-chrome'),
  'nats-server': () => process.env.NATS_SERVER || enElCamino('nats-server', '../sbin/nats-server'),
  'python3-grpc': python,
}

/**
 * Busca un programa que sólo algunas pruebas usan. Sin él se saltan, diciéndolo; con `REQUERIR=todo`, que
 * falte es un fallo, salvo los opcionales.
 */
export const requerir = (que: Requerido): Hallado => {
  const ruta = BUSCAR[que]()
  if (ruta && seEjecuta(ruta)) return { ruta, saltar: false }
  const motivo = `no hay ${que} en este equipo${ruta ? ` (${ruta})` : ''}`
  if (process.env.REQUERIR === 'todo' && !OPCIONALES.has(que))
    throw new Error(`${motivo}, y REQUERIR=todo lo exige`)
  console.warn(`se saltan pruebas: ${motivo}`)
  return { ruta: '', saltar: motivo }
}
