import { existsSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { abrirServidorSmtp } from '../conformidad/correo-servidor.ts'
import { abrirBalanceador, type Balanceador } from './balanceador.ts'
import { abrirDuradero, conPool } from './bases.ts'
import { leerCuaderno } from './cuaderno.ts'
import type { Violacion } from './historia.ts'
import { pedir } from './insistente.ts'
import { esperarReposo, leerHistoria } from './lectura.ts'
import { carpetaPropia, TOKEN } from './sistema.ts'
import { verificar } from './verificador.ts'

export const SRC = path.join(import.meta.dirname, '../../src')

/** Un proceso de la API: de qué fuentes, en qué puerto y con qué ajustes de más. */
export type ApiSuelta = Readonly<{
  nombre: string
  fuentes: string
  puerto: number
  extra: Readonly<Record<string, string>>
}>

/** Una base duradera aparte, un servidor de correo y un balanceador: lo que comparten los procesos de una escena. */
export type Montaje = Readonly<{
  pila: AsyncDisposableStack
  comun: Readonly<Record<string, string>>
  balanceador: Balanceador
  base: string
  cuaderno: string
  smtp: Awaited<ReturnType<typeof abrirServidorSmtp>>
}>

const lista = async (nombre: string, puerto: number, proceso: ProcesoHijo): Promise<void> => {
  const mirar = () => pedir(`http://127.0.0.1:${puerto}`, { metodo: 'GET', ruta: '/readyz' })
  await esperarQue(
    `${nombre} está lista`,
    () =>
      proceso.hijo.exitCode !== null ||
      mirar().then(
        (c) => c.estado === 200,
        () => false,
      ),
    120_000,
  )
  if (proceso.hijo.exitCode !== null) throw new Error(`${nombre} salió: ${proceso.dicho()}`)
}

/** Arranca una API y espera a que esté lista. */
export const arrancar = async (
  m: Montaje,
  { nombre, fuentes, puerto, extra }: ApiSuelta,
): Promise<ProcesoHijo> => {
  const entorno = { ...m.comun, PUERTO_API: String(puerto), ...extra }
  const proceso = m.pila.use(lanzar(path.join(fuentes, 'api/principal.ts'), { entorno }))
  await lista(nombre, puerto, proceso)
  return proceso
}

/** Prepara la escena, sin arrancar nada; se cierra con `pila`. */
export const montar = async (pila: AsyncDisposableStack): Promise<Montaje> => {
  const datos = await carpetaPropia('alpes-separado-')
  pila.defer(() => rm(datos, { recursive: true, force: true, maxRetries: 5 }))
  const { url: base } = await abrirDuradero(pila)
  const smtp = pila.use(await abrirServidorSmtp())
  const balanceador = pila.use(await abrirBalanceador())
  const comun = {
    ...{ ALPES_DATOS: datos, ALPES_TOKEN: TOKEN, DEMO: 'no', NIVEL_REGISTRO: 'warn', PUERTO_METRICAS: '0' },
    ...{ BASE_DATOS_URL: base, API_URL: balanceador.url, SMTP_URL: smtp.url, CORREOS_POR_HORA: '0' },
    ROLES: 'http,consumidores,planificador',
  }
  return { pila, comun, balanceador, base, smtp, cuaderno: path.join(datos, 'cuaderno') }
}

/** Espera a que el testigo anote unas cuantas órdenes más. */
export const conCarga = async ({ cuaderno }: Montaje): Promise<void> => {
  const anotado = (): number => (existsSync(cuaderno) ? statSync(cuaderno).size : 0)
  const antes = anotado()
  await esperarQue('hay carga', () => anotado() > antes + 20_000, 60_000)
}

/** Pide a un proceso que salga y exige que lo haga con 0. */
export const salir = async (quien: string, proceso: ProcesoHijo): Promise<void> => {
  proceso.senal('SIGTERM')
  const fin = await proceso.fin
  if (fin !== 0) throw new Error(`${quien} salió con ${fin}: ${proceso.dicho()}`)
}

/** Los avisos, en su proceso y sobre la misma base: leen la bitácora por HTTP. */
export const lanzarNotificaciones = ({ pila, comun }: Montaje): ProcesoHijo =>
  pila.use(
    lanzar(path.join(SRC, 'notificaciones/principal.ts'), {
      entorno: { ...comun, PUERTO_NOTIFICACIONES: '0' },
    }),
  )

/** Con el testigo ya parado, espera a que todo esté al día y juzga; `mirar`, lo que sólo esa escena sabe. */
export const juzgarMontaje = <R>(
  m: Montaje,
  mirar: (pool: pg.Pool) => Promise<R>,
): Promise<{ aceptados: number; violaciones: Violacion[]; propio: R }> =>
  conPool(m.base, async (pool) => {
    await esperarReposo(pool, 90_000)
    const aceptados = leerCuaderno(m.cuaderno)
    const correos = m.smtp.recibidos.map((r) => r.idMensaje)
    const historia = await leerHistoria(pool, { aceptados, correos, caidas: 0 })
    return { aceptados: aceptados.length, violaciones: verificar(historia), propio: await mirar(pool) }
  })
