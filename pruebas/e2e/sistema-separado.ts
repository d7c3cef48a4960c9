import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { abrirBasePrueba } from '../apoyo/base.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { carpetaPropia, puertoLibre, TOKEN } from '../fallas/sistema.ts'

const RAIZ = path.join(import.meta.dirname, '../..')

/** El sistema como en producción: cada papel en su proceso, cada servicio con su rol de base, y NATS en medio. */
export type SistemaSeparado = AsyncDisposable &
  Readonly<{
    apis: readonly [string, string]
    notificaciones: string
    ui: string
    /** Base, con el rol que administra. */
    pool: pg.Pool
    procesos: Readonly<Record<Papel, ProcesoHijo>>
    /** URL de la base con el rol de ese servicio. */
    urlDe(rol: 'api' | 'notificaciones' | 'lectura'): string
    /** Arranca otra vez un papel que murió. */
    rearrancar(papel: Papel): void
  }>

const PAPELES = ['api1', 'api2', 'lector1', 'lector2', 'relevo1', 'relevo2', 'notificaciones', 'ui'] as const
export type Papel = (typeof PAPELES)[number]

const PROGRAMA: Readonly<Record<Papel, string>> = {
  ...{ api1: 'api', api2: 'api', lector1: 'api', lector2: 'api', relevo1: 'api', relevo2: 'api' },
  ...{ notificaciones: 'notificaciones', ui: 'ui' },
}
const ROLES: Readonly<Partial<Record<Papel, string>>> = {
  ...{ api1: 'http', api2: 'http,planificador', lector1: 'consumidores', lector2: 'consumidores' },
  ...{ relevo1: 'relevo', relevo2: 'relevo' },
}

/** Los roles de base, con la misma herramienta que usa quien instala. */
const prepararRoles = async (url: string, prefijo: string, clave: string): Promise<void> => {
  const programa = path.join(RAIZ, 'herramientas/roles-de-base.ts')
  const claves = { CLAVE_API: clave, CLAVE_NOTIFICACIONES: clave, CLAVE_LECTURA: clave }
  await promisify(execFile)(process.execPath, [programa, `--prefijo=${prefijo}`], {
    env: { PATH: process.env.PATH, BASE_DATOS_URL: url, ...claves },
  })
}

const borrarRoles = async (admin: string, prefijo: string): Promise<void> => {
  const cliente = new pg.Client({ connectionString: admin })
  await cliente.connect()
  for (const rol of ['api', 'notificaciones', 'lectura'])
    await cliente.query(`drop role if exists ${prefijo}_${rol}`)
  await cliente.end()
}

const conRol = (url: string, usuario: string, clave: string): string => {
  const propia = new URL(url)
  propia.username = usuario
  propia.password = clave
  return propia.href
}

const abrirBase = async (pila: AsyncDisposableStack) => {
  const prefijo = `p${randomBytes(4).toString('hex')}`
  const clave = randomBytes(12).toString('hex')
  pila.defer(() => borrarRoles(process.env.BASE_DATOS_PRUEBAS_URL ?? '', prefijo))
  const { url } = pila.use(await abrirBasePrueba())
  await prepararRoles(url, prefijo, clave)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pila.defer(() => pool.end())
  return { pool, urlDe: (rol: string) => conRol(url, `${prefijo}_${rol}`, clave) }
}

type Puertos = Readonly<Record<'api1' | 'api2' | 'notificaciones' | 'ui', number>>

const entornoDe = (papel: Papel, p: Puertos, comun: Readonly<Record<string, string>>) => ({
  ...comun,
  PUERTO_API: String(p[papel as 'api1' | 'api2'] ?? 0),
  PUERTO_NOTIFICACIONES: String(p.notificaciones),
  PUERTO_UI: String(p.ui),
  API_URL: `http://127.0.0.1:${p.api1}`,
  ...(ROLES[papel] && { ROLES: ROLES[papel] }),
})

const lista = async (url: string, quien: string, proceso: () => ProcesoHijo): Promise<void> => {
  let visto = ''
  const mirar = async (): Promise<boolean> => {
    const r = await fetch(`${url}/readyz`)
    visto = await r.text()
    return r.ok
  }
  try {
    await esperarQue(`${quien} está listo`, () => mirar().catch(() => false), 60_000)
  } catch (error) {
    throw new Error(`${quien}: ${visto}; dijo: ${proceso().dicho().slice(-2_000)}`, { cause: error })
  }
}

/** Abre los ocho procesos sobre ese broker; al cerrarse mata lo que quede. */
export const abrirSistemaSeparado = async (broker: string): Promise<SistemaSeparado> => {
  await using pila = new AsyncDisposableStack()
  let cierre = pila
  const datos = await carpetaPropia('alpes-separado-')
  pila.defer(() => rm(datos, { recursive: true, force: true, maxRetries: 5 }))
  const { pool, urlDe } = await abrirBase(pila)
  const puertos: Puertos = {
    ...{ api1: await puertoLibre(), api2: await puertoLibre() },
    ...{ notificaciones: await puertoLibre(), ui: await puertoLibre() },
  }
  const comun = {
    ...{ ALPES_DATOS: datos, ALPES_TOKEN: TOKEN, DEMO: 'no', NIVEL_REGISTRO: 'warn', PUERTO_METRICAS: '0' },
    BROKER: broker,
  }
  const procesos = {} as Record<Papel, ProcesoHijo>
  const rearrancar = (papel: Papel): void => {
    const base = PROGRAMA[papel] === 'api' ? urlDe('api') : urlDe('notificaciones')
    const entorno = { ...entornoDe(papel, puertos, comun), ...(papel !== 'ui' && { BASE_DATOS_URL: base }) }
    procesos[papel] = cierre.use(lanzar(path.join(RAIZ, 'src', PROGRAMA[papel], 'principal.ts'), { entorno }))
  }
  const enPuerto = (p: number): string => `http://127.0.0.1:${p}`
  // Todos a la vez y sobre una base vacía: las migraciones también compiten.
  for (const papel of PAPELES) rearrancar(papel)
  for (const papel of ['api1', 'api2', 'notificaciones', 'ui'] as const)
    await lista(enPuerto(puertos[papel]), papel, () => procesos[papel])
  for (const papel of PAPELES)
    if (procesos[papel].hijo.exitCode !== null)
      throw new Error(`${papel} salió con ${procesos[papel].hijo.exitCode}: ${procesos[papel].dicho()}`)
  cierre = pila.move()
  return {
    apis: [enPuerto(puertos.api1), enPuerto(puertos.api2)],
    ...{ notificaciones: enPuerto(puertos.notificaciones), ui: enPuerto(puertos.ui) },
    ...{ pool, procesos, urlDe, rearrancar },
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}
