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

const abrirToma = async ({ conexion, registro }: Opciones, topico: string): Promise<Toma> => {
  const { administrador } = conexion
  await asegurarTopicos(conexion, [topico])
  const anotar = async (numero: bigint): Promise<void> => {
    const partitionOffsets = [{ partition: 0, offset: numero }]
    await conBroker(administrador, `no anota lo tomado de ${topico}`, () =>
      administrador.alterConsumerGroupOffsets({
        ...{ groupId: GRUPO, topics: [{ name: topico, partitionOffsets }] },
      }),
    )
    renovado = performance.now()
  }
  const tomado = await conBroker(administrador, `no dice qué se tomó de ${topico}`, () =>
    tomadoHasta(conexion, topico),
  )
  const lector = await abrirLectorKafka(conexion, topico)
  let renovado = Number.NEGATIVE_INFINITY
  let numero = tomado
  let cola: readonly Llegado[] = []

  const traer = async (): Promise<void> => {
    const desde = await sitioDe(lector, numero)
    if (numero >= 0n && numero < desde)
      registro.error({ topico, tomado: Number(numero) }, 'Kafka olvidó comandos sin tomar')
    const lectura = await lector.leer(desde)
    if (!lectura) throw new DependenciaCaida(`Kafka ya no guarda el número ${desde} de ${topico}`)
    cola = lectura.llegados
    numero = lectura.siguiente
  }
  return {
    async siguiente() {
      if (cola.length === 0) await traer()
      const [llegado, ...resto] = cola
      cola = resto
      if (llegado) return entregaDe(llegado, () => anotar(llegado.numero + 1n))
      if (performance.now() - renovado > RENOVAR) await anotar(numero)
      return null
    },
    [Symbol.asyncDispose]: () => lector[Symbol.asyncDispose](),
  }
}

/**
 * La entrada de comandos de fuera por Kafka. Sin grupo de consumo: si leen varios procesos, cada uno los
 * toma todos en orden, y ninguno llega a uno sin que los anteriores estén ya en la bitácora, así que el
 * orden de quien manda se conserva; la bandeja deja pasar cada id una vez.
 */
export const abrirEntradaKafka = (o: Opciones): Entrada =>
  abrirEntrada({ ...o, abrir: (topico) => abrirToma(o, topico) })
