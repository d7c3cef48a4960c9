import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { ConsumidorBroker } from '../suscripciones/consumidor-broker.ts'
import {
  abrirEntrada,
  type Entrada,
  type Entrega,
  type OpcionesEntrada,
  type Toma,
} from '../suscripciones/entrada.ts'
import { type ConexionKafka, conBroker } from './conexion.ts'
import { abrirLectorKafka, type LectorKafka } from './lector.ts'
import { deKafka, type Llegado, planas } from './sobre-kafka.ts'
import { asegurarTopicos } from './topicos.ts'

type Opciones = OpcionesEntrada & Readonly<{ conexion: ConexionKafka }>

/** Dónde guarda el broker hasta qué número se tomó de cada tópico. */
const GRUPO = 'alpes-entrada'
/** Ms tras los que se repite lo guardado: Kafka lo olvida a los siete días si nadie lo renueva. */
const RENOVAR = 3_600_000

const tomadoHasta = async ({ administrador }: ConexionKafka, topico: string): Promise<bigint> => {
  const [grupo] = await administrador.listConsumerGroupOffsets({
    groups: [{ groupId: GRUPO, topics: [{ name: topico, partitionIndexes: [0] }] }],
  })
  return grupo?.topics.find((t) => t.name === topico)?.partitions[0]?.committedOffset ?? -1n
}

const entregaDe = (llegado: Llegado, confirmar: () => Promise<void>): Entrega => ({
  mensaje: () => deKafka(llegado, Date.now()),
  crudo: () => ({ topico: llegado.topico, cabeceras: planas(llegado), contenido: llegado.contenido }),
  confirmar,
  // Lo que no se confirma sale otra vez al volver a abrir.
  devolver: () => {},
})

/**
 * Desde dónde se sigue leyendo: donde se quedó o, si no se sabe o el tópico ya no lo guarda, desde lo primero
 * que haya. Lo repetido no entra; lo que el broker olvidó sin que se tomara ya no lo da nadie.
 */
const sitioDe = async (lector: LectorKafka, tomado: bigint): Promise<bigint> => {
  const [primero, final] = [await lector.primero(), await lector.final()]
  return tomado < primero || tomado > final ? primero : tomado
}

/** Lo que falta por tomar de cada tópico de comandos. Kafka no cuenta acuses: sólo hasta dónde se tomó. */
export const consumidoresKafka = (
  conexion: ConexionKafka,
  topicos: readonly string[],
): Promise<ConsumidorBroker[]> =>
  conBroker(conexion.administrador, 'no dice cuánto falta por tomar', () =>
    Promise.all(
      topicos.map(async (topico) => {
        await using lector = await abrirLectorKafka(conexion, topico)
        const desde = await sitioDe(lector, await tomadoHasta(conexion, topico))
        const pendientes = Math.max(0, Number((await lector.final()) - desde))
        return { consumidor: GRUPO, topico, pendientes, por_confirmar: null, reentregados: null }
      }),
    ),
  )

class TomaKafka implements Toma {
  readonly #o: Opciones
  readonly #topico: string
  readonly #lector: LectorKafka
  #cola: readonly Llegado[] = []
  /** Por dónde se sigue; negativo, si nunca se tomó nada. */
  #numero: bigint
  /** Cuándo se guardó por última vez hasta dónde se tomó, ms. */
  #renovado = Number.NEGATIVE_INFINITY

  constructor(o: Opciones, topico: string, { lector, tomado }: { lector: LectorKafka; tomado: bigint }) {
    this.#o = o
    this.#topico = topico
    this.#lector = lector
    this.#numero = tomado
  }

  async siguiente(): Promise<Entrega | null> {
    if (this.#cola.length === 0) await this.#traer()
    const [llegado, ...resto] = this.#cola
    this.#cola = resto
    if (llegado) return entregaDe(llegado, () => this.#anotar(llegado.numero + 1n))
    if (performance.now() - this.#renovado > RENOVAR) await this.#anotar(this.#numero)
    return null
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#lector[Symbol.asyncDispose]()
  }

  async #traer(): Promise<void> {
    const topico = this.#topico
    const desde = await sitioDe(this.#lector, this.#numero)
    if (this.#numero >= 0n && this.#numero < desde)
      this.#o.registro.error({ topico, tomado: Number(this.#numero) }, 'Kafka olvidó comandos sin tomar')
    const lectura = await this.#lector.leer(desde)
    if (!lectura) throw new DependenciaCaida(`Kafka ya no guarda el número ${desde} de ${topico}`)
    this.#cola = lectura.llegados
    this.#numero = lectura.siguiente
  }

  async #anotar(numero: bigint): Promise<void> {
    const { administrador } = this.#o.conexion
    const topics = [{ name: this.#topico, partitionOffsets: [{ partition: 0, offset: numero }] }]
    await conBroker(administrador, `no anota lo tomado de ${this.#topico}`, () =>
      administrador.alterConsumerGroupOffsets({ groupId: GRUPO, topics }),
    )
    this.#renovado = performance.now()
  }
}

const abrirToma = async (o: Opciones, topico: string): Promise<Toma> => {
  const { conexion } = o
  await asegurarTopicos(conexion, [topico])
  const tomado = await conBroker(conexion.administrador, `no dice qué se tomó de ${topico}`, () =>
    tomadoHasta(conexion, topico),
  )
  return new TomaKafka(o, topico, { tomado, lector: await abrirLectorKafka(conexion, topico) })
}

/**
 * La entrada de comandos de fuera por Kafka. Sin grupo de consumo: si leen varios procesos, cada uno los
 * toma todos en orden, y ninguno llega a uno sin que los anteriores estén ya en la bitácora, así que el
 * orden de quien manda se conserva; la bandeja deja pasar cada id una vez.
 */
export const abrirEntradaKafka = (o: Opciones): Entrada =>
  abrirEntrada({ ...o, abrir: (topico) => abrirToma(o, topico) })
