import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { abrirPostgresEmbebido } from '#seedwork/infraestructura/postgres-embebido/abrir.ts'
import { urlDe } from '#seedwork/infraestructura/postgres-embebido/conexion.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { esperarQue } from '../apoyo/esperar.ts'
import type { ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { abrirServidorSmtp } from '../conformidad/correo-servidor.ts'
import { leerCuaderno } from './cuaderno.ts'
import type { Historia, Violacion } from './historia.ts'
import { esperarReposo, leerHistoria } from './lectura.ts'
import { abrirInstalacion, type Instalacion, lanzarTestigo } from './sistema.ts'
import { verificar } from './verificador.ts'

/** Cartas que van a la vez hacia el servidor de correo: tantas puede repetir una muerte. */
const CARTAS_EN_VUELO = 4

/** Lo que dio una escena: lo aceptado, lo que quedó en la base y las promesas rotas. */
export type Juicio = Readonly<{ historia: Historia; violaciones: readonly Violacion[]; testigo: string }>

/** Un sistema con carga y un testigo, al que se le van provocando fallos. */
export type Escena = AsyncDisposable &
  Readonly<{
    instalacion: Instalacion
    /** Arranca el sistema; con él, la primera vez, al testigo. Antes da por vencidos los arriendos del muerto. */
    arrancar(falla?: string): Promise<ProcesoHijo>
    /** El sistema en marcha; si está muerto, lo arranca. */
    vivo(): Promise<ProcesoHijo>
    /** Cuenta una muerte, ahora. */
    anotarCaida(): void
    /** Ms desde la última muerte. */
    desdeCaida(): number
    /** Espera a que el testigo anote unas cuantas órdenes más: el fallo que venga cae con carga. */
    conCarga(): Promise<void>
    /** URL de la base que el sistema usa ahora. */
    baseUrl(): string
    /** Archivo donde un relevo de fuera publica, si la escena tiene uno. */
    archivoRelevo: string
    /** Detiene al testigo, espera a que todo esté al día y juzga. */
    juzgar(relevos?: { muertes: number; lote: number }): Promise<Juicio>
  }>

/** Carpeta que de verdad guarda la base embebida de una carpeta de datos. */
const carpetaDeBase = (datos: string): string => {
  const puntero = path.join(datos, 'postgres.ruta')
  return existsSync(puntero) ? readFileSync(puntero, 'utf8').trim() : datos
}

/** Las líneas de `postmaster.pid` del servidor embebido: pid, carpeta, inicio, puerto, sockets… */
export const leerPostmaster = (datos: string): { pid: number; sockets: string } => {
  const lineas = readFileSync(path.join(carpetaDeBase(datos), 'postgres/postmaster.pid'), 'utf8').split('\n')
  return { pid: Number(lineas[0]), sockets: lineas[4] ?? '' }
}

const urlEmbebida = (datos: string): string => {
  const clave = readFileSync(path.join(carpetaDeBase(datos), 'postgres.clave'), 'utf8').trim()
  return urlDe({ sockets: leerPostmaster(datos).sockets, clave })
}

/** Un PostgreSQL duradero de la prueba, que no muere con el sistema. */
const abrirDuradero = async (pila: AsyncDisposableStack): Promise<string> => {
  const carpeta = await mkdtemp(path.join(tmpdir(), 'alpes-duradero-'))
  pila.defer(() => rm(carpeta, { recursive: true, force: true, maxRetries: 5 }))
  const servidor = await abrirPostgresEmbebido({ datos: path.join(carpeta, 'datos'), registro: sinRegistro })
  return pila.use(servidor).url
}

const conPool = async <R>(url: string, trabajo: (pool: pg.Pool) => Promise<R>): Promise<R> => {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  pool.on('error', () => {})
  pool.on('connect', (cliente) => cliente.on('error', () => {}))
  try {
    return await trabajo(pool)
  } finally {
    await pool.end()
  }
}

const VENCER = [
  `update alpes.suscripciones set arrendado_hasta = clock_timestamp() where suscripcion <> 'relevo'`,
  'update notificaciones.suscripciones set arrendado_hasta = clock_timestamp()',
  `update notificaciones.entregas set arrendado_hasta = clock_timestamp() where estado = 'enviando'`,
]

/** El dueño está muerto: lo único que se ahorra es esperar a que venza lo que tenía. */
const vencerArriendos = (url: string): Promise<void> =>
  conPool(url, async (pool) => {
    for (const texto of VENCER) await pool.query(texto)
  })

const publicadosEn = (archivo: string): NonNullable<Historia['publicados']>['mensajes'] =>
  readFileSync(archivo, 'utf8')
    .split('\n')
    .filter((linea) => linea.endsWith('}'))
    .map((linea) => JSON.parse(linea) as { topico: string; posicion: number; id: string })

const corriendo = (proceso: ProcesoHijo | undefined): proceso is ProcesoHijo =>
  proceso !== undefined && proceso.hijo.exitCode === null && proceso.hijo.signalCode === null

type Juzgable = Readonly<{ url: string; cuaderno: string; correos: readonly string[]; caidas: number }>

const juzgarEscena = (
  { url, cuaderno, correos, caidas }: Juzgable,
  publicados?: Historia['publicados'],
): Promise<Omit<Juicio, 'testigo'>> =>
  conPool(url, async (pool) => {
    await esperarReposo(pool)
    const aceptados = leerCuaderno(cuaderno)
    const leida = await leerHistoria(pool, { aceptados, correos, caidas: caidas * CARTAS_EN_VUELO })
    const historia = publicados ? { ...leida, publicados } : leida
    return { historia, violaciones: verificar(historia) }
  })

/**
 * Abre una escena. `embebida`: el sistema lleva su propio PostgreSQL dentro; si no, uno duradero aparte,
 * que sobrevive al proceso. El correo sale por SMTP a un servidor que recuerda cada Message-ID.
 */
export const abrirEscena = async ({ embebida = false, semilla = 1 } = {}): Promise<Escena> => {
  const pila = new AsyncDisposableStack()
  const smtp = pila.use(await abrirServidorSmtp())
  const externa = embebida ? {} : { baseUrl: await abrirDuradero(pila) }
  const entorno = { SMTP_URL: smtp.url }
  const instalacion = pila.use(await abrirInstalacion({ ...externa, entorno }))
  const cuaderno = path.join(instalacion.datos, 'cuaderno')
  const archivoRelevo = path.join(instalacion.datos, 'broker')
  let testigo: ProcesoHijo | undefined
  let sistema: ProcesoHijo | undefined
  let caidas = 0
  let caida = 0
  const anotadas = () => (existsSync(cuaderno) ? statSync(cuaderno).size : 0)
  const baseUrl = () => externa.baseUrl ?? urlEmbebida(instalacion.datos)
  const escena: Escena = {
    ...{ instalacion, baseUrl, archivoRelevo },
    anotarCaida() {
      caidas++
      caida = performance.now()
    },
    desdeCaida: () => performance.now() - caida,
    async conCarga() {
      const antes = anotadas()
      await esperarQue('hay carga', () => anotadas() > antes + 20_000, 30_000)
    },
    vivo: async () => (corriendo(sistema) ? sistema : escena.arrancar()),
    async arrancar(falla) {
      if (corriendo(sistema)) {
        sistema.senal('SIGTERM')
        await sistema.fin
      }
      if (testigo && !embebida) await vencerArriendos(baseUrl())
      sistema = await instalacion.arrancar(falla)
      if (testigo && embebida) await vencerArriendos(baseUrl()).catch(() => {})
      testigo ??= pila.use(lanzarTestigo(instalacion.url, cuaderno, semilla))
      return sistema
    },
    async juzgar(relevos) {
      testigo?.senal('SIGTERM')
      await testigo?.fin
      await vencerArriendos(baseUrl())
      // Lo que espera en el broker se lee cuando ya no puede crecer: con todo al día.
      const datos = { url: baseUrl(), cuaderno, correos: smtp.recibidos.map((r) => r.idMensaje), caidas }
      await conPool(datos.url, (pool) => esperarReposo(pool))
      const publicados = relevos && {
        mensajes: publicadosEn(archivoRelevo),
        repetibles: relevos.muertes * relevos.lote,
      }
      const juicio = await juzgarEscena(
        { ...datos, correos: smtp.recibidos.map((r) => r.idMensaje) },
        publicados,
      )
      return { ...juicio, testigo: testigo?.dicho() ?? '' }
    },
    [Symbol.asyncDispose]: () => pila.disposeAsync(),
  }
  return escena
}
