import { after } from 'node:test'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { abrirFuenteKafka } from '#seedwork/infraestructura/kafka/fuente.ts'
import { abrirPublicadorKafka } from '#seedwork/infraestructura/kafka/publicador.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirTaller, anotar } from '../apoyo/bitacora.ts'
import {
  abrirServidorKafka,
  conectarKafka,
  kafkaServer,
  leerTopico,
  type ServidorKafka,
} from '../apoyo/kafka.ts'
import { type BancoFuente, conformidadFuente } from './fuente.ts'
import { type BancoPublicador, conformidadPublicador } from './publicador.ts'

const espacioDe = () => 'co.alpes.pruebas'
const pila = new AsyncDisposableStack()
after(() => pila.disposeAsync())

/** Uno para todas: los tópicos son al azar, y un Kafka tarda en arrancar. */
let abierto: Promise<ServidorKafka> | undefined
const servidor = (): Promise<ServidorKafka> => {
  abierto ??= abrirServidorKafka().then((s) => pila.use(s))
  return abierto
}

const abrirPublicador = async (): Promise<BancoPublicador> => {
  await using suya = new AsyncDisposableStack()
  const { url, matar, arrancar } = await servidor()
  const conexion = suya.use(conectarKafka(url))
  const publicador = abrirPublicadorKafka({ conexion, topicos: [], espacioDe })
  await publicador.destino!()
  let caido = false
  suya.defer(() => (caido ? arrancar() : undefined))
  const cierre = suya.move()
  return {
    publicador,
    recibidos: (topico): Promise<Mensaje[]> => leerTopico(url, topico),
    async caer() {
      caido = true
      await matar()
    },
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

const taller = pila.use(await abrirTaller())

/** La bitácora de verdad detrás, y lo escrito publicado también en el broker, que llega cuando llega. */
const abrirFuente = async (): Promise<BancoFuente> => {
  await using suya = new AsyncDisposableStack()
  const conexion = suya.use(conectarKafka((await servidor()).url))
  const publicador = abrirPublicadorKafka({ conexion, topicos: [], espacioDe })
  const respaldo = suya.use(abrirFuenteBitacora({ pool: taller.pool, escucha: null }))
  const fuente = suya.use(abrirFuenteKafka({ conexion, respaldo, registro: sinRegistro, descanso: 50 }))
  const cierre = suya.move()
  return {
    fuente,
    async escribir(mensajes) {
      await anotar(taller.pool, mensajes)
      for (const topico of new Set(mensajes.map((m) => m.topico))) {
        const { cabeza } = await respaldo.leer(topico, 0, 0)
        const nuevos = mensajes.filter((m) => m.topico === topico).length
        await publicador.publicar((await respaldo.leer(topico, cabeza - nuevos, nuevos)).mensajes)
      }
    },
    async podar(topico, inicio) {
      await taller.pool.query('delete from bitacora where topico = $1 and posicion < $2', [topico, inicio])
      await taller.pool.query('update cabezas set inicio = $2 where topico = $1', [topico, inicio])
    },
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

if (kafkaServer.saltar === false) {
  conformidadPublicador('kafka', abrirPublicador, { memoria: true, seCae: true })
  conformidadFuente('kafka', abrirFuente, { avisa: true })
}
