import { after } from 'node:test'
import type { JsMsg } from '@nats-io/jetstream'
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirFuenteBitacora } from '#seedwork/infraestructura/fuentes/fuente-bitacora.ts'
import { FLUJO } from '#seedwork/infraestructura/nats/flujo.ts'
import { abrirFuenteNats } from '#seedwork/infraestructura/nats/fuente.ts'
import { abrirPublicadorNats } from '#seedwork/infraestructura/nats/publicador.ts'
import { deNats } from '#seedwork/infraestructura/nats/sobre-nats.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirTaller, anotar } from '../apoyo/bitacora.ts'
import { abrirServidorNats, conectarNats, natsServer } from '../apoyo/nats.ts'
import { type BancoFuente, conformidadFuente } from './fuente.ts'
import { type BancoPublicador, conformidadPublicador } from './publicador.ts'

/** Los tópicos de las pruebas son al azar: un asunto de una sola palabra los cubre todos. */
const ASUNTOS = ['*']
const espacioDe = () => 'co.alpes.pruebas'

/** Todo lo que guarda el flujo de un tópico, en el orden del broker, leído por otro cliente. */
const guardados = async (url: string, topico: string): Promise<Mensaje[]> => {
  await using conexion = conectarNats(url)
  const nats = await conexion.obtener()
  const jsm = await jetstreamManager(nats)
  const { num_pending: cuantos, name } = await jsm.consumers.add(FLUJO, {
    ...{ filter_subject: topico, ack_policy: AckPolicy.None, mem_storage: true },
  })
  if (cuantos === 0) return []
  const consumidor = await jetstream(nats).consumers.get(FLUJO, name)
  const mensajes: JsMsg[] = []
  for await (const m of await consumidor.fetch({ max_messages: cuantos, expires: 2_000 })) mensajes.push(m)
  return mensajes.map((m) => deNats(m, 0))
}

const abrirPublicador = async (): Promise<BancoPublicador> => {
  await using pila = new AsyncDisposableStack()
  const servidor = pila.use(await abrirServidorNats())
  const conexion = pila.use(conectarNats(servidor.url))
  const publicador = abrirPublicadorNats({ conexion, asuntos: ASUNTOS, espacioDe })
  await publicador.destino!()
  const cierre = pila.move()
  return {
    publicador,
    recibidos: (topico) => guardados(servidor.url, topico),
    caer: () => servidor.matar(),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}

const taller = await abrirTaller()
after(() => taller[Symbol.asyncDispose]())

/** La bitácora de verdad detrás, y lo escrito publicado también en el broker, que llega cuando llega. */
const abrirFuente = async (): Promise<BancoFuente> => {
  await using pila = new AsyncDisposableStack()
  const servidor = pila.use(await abrirServidorNats())
  const conexion = pila.use(conectarNats(servidor.url))
  const publicador = abrirPublicadorNats({ conexion, asuntos: ASUNTOS, espacioDe })
  await publicador.destino!()
  const respaldo = pila.use(abrirFuenteBitacora({ pool: taller.pool, escucha: null }))
  const fuente = pila.use(abrirFuenteNats({ conexion, respaldo, registro: sinRegistro, descanso: 50 }))
  const cierre = pila.move()
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

if (natsServer.saltar === false) {
  conformidadPublicador('nats', abrirPublicador, { memoria: true, seCae: true })
  conformidadFuente('nats', abrirFuente, { avisa: true })
}
