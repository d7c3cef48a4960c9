import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { esperarQue } from '../apoyo/esperar.ts'
import type { ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { abrirServidorSmtp } from '../conformidad/correo-servidor.ts'
import { abrirDuradero, conPool, urlEmbebida } from './bases.ts'
import { abrirBroker, type BrokerDeEscena, esperarRemoto, lanzarRemoto, leerDelBroker } from './broker.ts'
import { leerCuaderno } from './cuaderno.ts'
import type { Historia, Violacion } from './historia.ts'
import { bajoSospecha, esperarReposo, leerHistoria } from './lectura.ts'
import { abrirProxy, type Intermediario } from './proxy.ts'
import { abrirInstalacion, type Instalacion, lanzarTestigo, PACIENCIA } from './sistema.ts'
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
    /** Carpeta de datos del servidor de base que el sistema usa. */
    datosBase(): string
    /** El intermediario ante la base, y el broker: sólo en la escena que los pide. */
    red(): Intermediario
    broker(): BrokerDeEscena
    /** Espera a que quien sólo oye el broker sepa todo lo escrito hasta ahora. */
    alcanzado(): Promise<void>
    /** Archivo donde un relevo de fuera publica, si la escena tiene uno. */
    archivoRelevo: string
    /** Detiene al testigo, espera a que todo esté al día y juzga. */
    juzgar(relevos?: { muertes: number; lote: number }): Promise<Juicio>
  }>

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

const exigido = <T>(pieza: T | undefined, que: string): T => {
  if (pieza === undefined) throw new Error(`esta escena no tiene ${que}`)
  return pieza
}

/** Lo visto por el broker, junto a lo de dentro: las mismas reglas para los dos lectores. */
const conRemoto = (
  historia: Historia,
  { efectos, publicados }: Pick<Historia, 'efectos' | 'publicados'>,
): Historia => ({
  ...historia,
  efectos: [...historia.efectos, ...efectos],
  suscripciones: { ...historia.suscripciones, remoto: historia.suscripciones.auditoria ?? [] },
  ...(publicados && { publicados }),
})

type Piezas = Readonly<{
  pila: AsyncDisposableStack
  instalacion: Instalacion
  /** La base duradera de fuera; sin ella, la embebida. */
  externa: Readonly<{ url: string; datos: string }> | undefined
  red: Intermediario | undefined
  broker: BrokerDeEscena | undefined
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
  #muertes = 0
  #caida = 0

  constructor(piezas: Piezas) {
    this.#piezas = piezas
    this.instalacion = piezas.instalacion
    this.#cuaderno = path.join(piezas.instalacion.datos, 'cuaderno')
    this.archivoRelevo = path.join(piezas.instalacion.datos, 'broker')
  }

  baseUrl(): string {
    return this.#piezas.externa?.url ?? urlEmbebida(this.instalacion.datos)
  }

  datosBase(): string {
    return this.#piezas.externa?.datos ?? this.instalacion.datos
  }

  red(): Intermediario {
    return exigido(this.#piezas.red, 'intermediario')
  }

  broker(): BrokerDeEscena {
    return exigido(this.#piezas.broker, 'broker')
  }

  alcanzado(): Promise<void> {
    return conPool(this.baseUrl(), esperarRemoto)
  }

  anotarCaida(cartas = CARTAS_EN_VUELO): void {
    this.#muertes++
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
    await conPool(externa.url, async (pool) => {
      if ((await bajoSospecha(pool, 2)).length === 0) return
      await this.vivo()
      const limpio = async () => (await bajoSospecha(pool, 1)).length === 0
      await esperarQue('ningún mensaje queda bajo sospecha', limpio, PACIENCIA)
    })
  }

  async #lanzar(falla?: string): Promise<ProcesoHijo> {
    if (corriendo(this.#sistema)) {
      this.#sistema.senal('SIGTERM')
      await this.#sistema.fin
    }
    const { pila, externa, semilla, broker } = this.#piezas
    if (this.#testigo && externa) await vencerArriendos(externa.url)
    this.#sistema = await this.instalacion.arrancar(falla)
    if (this.#testigo && !externa) await vencerArriendos(this.baseUrl()).catch(() => {})
    if (!this.#testigo && broker) pila.use(lanzarRemoto(this.baseUrl(), this.instalacion.url, broker))
    this.#testigo ??= pila.use(lanzarTestigo(this.instalacion.url, this.#cuaderno, semilla))
    return this.#sistema
  }

  async juzgar(relevos?: { muertes: number; lote: number }): Promise<Juicio> {
    this.#testigo?.senal('SIGTERM')
    await this.#testigo?.fin
    // Sólo lo que un muerto dejó a medias: a un sistema que siempre vivió se le haría mandar otra vez sus cartas.
    if (this.#repetibles > 0) await vencerArriendos(this.baseUrl())
    if (this.#piezas.broker) await this.alcanzado()
    const historia = await conPool(this.baseUrl(), async (pool) => {
      await esperarReposo(pool)
      // Con todo al día, lo que vieron el servidor de correo y el broker ya no puede crecer.
      const caidas = this.#repetibles
      const aceptados = leerCuaderno(this.#cuaderno)
      const leida = await leerHistoria(pool, { aceptados, correos: this.#piezas.correos(), caidas })
      if (this.#piezas.broker)
        return conRemoto(leida, await leerDelBroker(pool, this.#piezas.broker, this.#muertes))
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

/** Con qué se abre una escena. */
export type OpcionesEscena = Readonly<{
  /** El sistema lleva su propio PostgreSQL dentro; si no, uno duradero aparte, que sobrevive al proceso. */
  embebida?: boolean
  /** Un intermediario entre el sistema y esa base. */
  red?: boolean
  /** Un nats-server, también tras un intermediario, y un consumidor que sólo oye por ahí. */
  broker?: boolean
  semilla?: number
}>

/** Abre una escena. El correo sale por SMTP a un servidor que recuerda cada Message-ID. */
export const abrirEscena = async (o: OpcionesEscena = {}): Promise<Escena> => {
  await using abriendo = new AsyncDisposableStack()
  const smtp = abriendo.use(await abrirServidorSmtp())
  const externa = o.embebida ? undefined : await abrirDuradero(abriendo)
  const red = o.red && externa ? abriendo.use(await abrirProxy(externa.url)) : undefined
  const broker = o.broker ? abriendo.use(await abrirBroker()) : undefined
  // Aquí se escribe mucho a muy pocos: el freno por dirección lo prueba otra prueba.
  const sinFreno = { CORREOS_POR_HORA: '0' }
  const entorno = { SMTP_URL: smtp.url, ...sinFreno, ...(broker && { BROKER: broker.red.url }) }
  const base = externa === undefined ? {} : { baseUrl: red?.url ?? externa.url }
  const instalacion = abriendo.use(await abrirInstalacion({ ...base, entorno }))
  const correos = () => smtp.recibidos.map((r) => r.idMensaje)
  const pila = abriendo.move()
  return new EscenaViva({ pila, instalacion, externa, red, broker, correos, semilla: o.semilla ?? 1 })
}
