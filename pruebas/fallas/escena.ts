import { existsSync, readFileSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
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
import { bajoSospecha, esperarReposo, leerHistoria } from './lectura.ts'
import { abrirInstalacion, carpetaPropia, type Instalacion, lanzarTestigo } from './sistema.ts'
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
    /** Cuenta una muerte, ahora; con cartas en vuelo salvo que se diga que no las había. */
    anotarCaida(cartas?: number): void
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
  const carpeta = await carpetaPropia('alpes-duradero-')
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

type Piezas = Readonly<{
  pila: AsyncDisposableStack
  instalacion: Instalacion
  /** La base duradera de fuera; sin ella, la embebida. */
  externa: string | undefined
  correos: () => readonly string[]
  semilla: number
}>

class EscenaViva implements Escena {
  readonly instalacion: Instalacion
  readonly archivoRelevo: string
  readonly #piezas: Piezas
  readonly #cuaderno: string
  #testigo: ProcesoHijo | undefined
  #sistema: ProcesoHijo | undefined
  #repetibles = 0
  #caida = 0

  constructor(piezas: Piezas) {
    this.#piezas = piezas
    this.instalacion = piezas.instalacion
    this.#cuaderno = path.join(piezas.instalacion.datos, 'cuaderno')
    this.archivoRelevo = path.join(piezas.instalacion.datos, 'broker')
  }

  baseUrl(): string {
    return this.#piezas.externa ?? urlEmbebida(this.instalacion.datos)
  }

  anotarCaida(cartas = CARTAS_EN_VUELO): void {
    this.#repetibles += cartas
    this.#caida = performance.now()
  }

  desdeCaida(): number {
    return performance.now() - this.#caida
  }

  async conCarga(): Promise<void> {
    const anotado = () => (existsSync(this.#cuaderno) ? statSync(this.#cuaderno).size : 0)
    const antes = anotado()
    await esperarQue('hay carga', () => anotado() > antes + 20_000, 30_000)
  }

  async vivo(): Promise<ProcesoHijo> {
    return corriendo(this.#sistema) ? this.#sistema : this.arrancar()
  }

  async arrancar(falla?: string): Promise<ProcesoHijo> {
    if (falla !== undefined) await this.#sinSospechas()
    return this.#lanzar(falla)
  }

  /** Si un mensaje vio morir dos veces al proceso, el sistema corre sano hasta que pase: no es él quien mata. */
  async #sinSospechas(): Promise<void> {
    const { externa } = this.#piezas
    if (externa === undefined || this.#testigo === undefined) return
    await conPool(externa, async (pool) => {
      if ((await bajoSospecha(pool, 2)).length === 0) return
      await this.vivo()
      const limpio = async () => (await bajoSospecha(pool, 1)).length === 0
      await esperarQue('ningún mensaje queda bajo sospecha', limpio, 60_000)
    })
  }

  async #lanzar(falla?: string): Promise<ProcesoHijo> {
    if (corriendo(this.#sistema)) {
      this.#sistema.senal('SIGTERM')
      await this.#sistema.fin
    }
    const { pila, externa, semilla } = this.#piezas
    if (this.#testigo && externa) await vencerArriendos(externa)
    this.#sistema = await this.instalacion.arrancar(falla)
    if (this.#testigo && !externa) await vencerArriendos(this.baseUrl()).catch(() => {})
    this.#testigo ??= pila.use(lanzarTestigo(this.instalacion.url, this.#cuaderno, semilla))
    return this.#sistema
  }

  async juzgar(relevos?: { muertes: number; lote: number }): Promise<Juicio> {
    this.#testigo?.senal('SIGTERM')
    await this.#testigo?.fin
    await vencerArriendos(this.baseUrl())
    const historia = await conPool(this.baseUrl(), async (pool) => {
      await esperarReposo(pool)
      // Con todo al día, lo que vieron el servidor de correo y el broker ya no puede crecer.
      const caidas = this.#repetibles
      const aceptados = leerCuaderno(this.#cuaderno)
      const leida = await leerHistoria(pool, { aceptados, correos: this.#piezas.correos(), caidas })
      return relevos ? { ...leida, publicados: this.#publicados(relevos) } : leida
    })
    return { historia, violaciones: verificar(historia), testigo: this.#testigo?.dicho() ?? '' }
  }

  #publicados({ muertes, lote }: { muertes: number; lote: number }): NonNullable<Historia['publicados']> {
    return { mensajes: publicadosEn(this.archivoRelevo), repetibles: muertes * lote }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#piezas.pila.disposeAsync()
  }
}

/**
 * Abre una escena. `embebida`: el sistema lleva su propio PostgreSQL dentro; si no, uno duradero aparte,
 * que sobrevive al proceso. El correo sale por SMTP a un servidor que recuerda cada Message-ID.
 */
export const abrirEscena = async ({ embebida = false, semilla = 1 } = {}): Promise<Escena> => {
  await using abriendo = new AsyncDisposableStack()
  const smtp = abriendo.use(await abrirServidorSmtp())
  const externa = embebida ? undefined : await abrirDuradero(abriendo)
  const base = externa === undefined ? {} : { baseUrl: externa }
  const instalacion = abriendo.use(await abrirInstalacion({ ...base, entorno: { SMTP_URL: smtp.url } }))
  const correos = () => smtp.recibidos.map((r) => r.idMensaje)
  return new EscenaViva({ pila: abriendo.move(), instalacion, externa, correos, semilla })
}
