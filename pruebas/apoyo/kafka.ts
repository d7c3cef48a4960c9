import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { leerAjustesKafka } from '#seedwork/infraestructura/kafka/ajustes.ts'
import { abrirConexionKafka, type ConexionKafka } from '#seedwork/infraestructura/kafka/conexion.ts'
import { abrirLectorKafka } from '#seedwork/infraestructura/kafka/lector.ts'
import { deKafka } from '#seedwork/infraestructura/kafka/sobre-kafka.ts'
import { puertoLibre } from '../fallas/sistema.ts'
import { esperarQue } from './esperar.ts'
import { requerir } from './requerir.ts'

/** Los jar del servidor Kafka (`KAFKA_JARS`) y un Java, o por qué se saltan las pruebas que lo piden. */
export const kafkaServer = requerir('kafka')

/** Un Kafka de verdad, de un solo nodo: se mata, se le borra el disco y vuelve en el mismo puerto. */
export type ServidorKafka = AsyncDisposable & {
  readonly url: string
  arrancar(): Promise<void>
  /** SIGKILL, y espera a que muera. */
  matar(): Promise<void>
  borrarDisco(): Promise<void>
}

const propiedades = (puerto: number, control: number, disco: string): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${control}`,
    listeners: `PLAINTEXT://127.0.0.1:${puerto},CONTROLLER://127.0.0.1:${control}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${puerto}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': disco,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'auto.create.topics.enable': false,
  })
    .map(([nombre, valor]) => `${nombre}=${valor}\n`)
    .join('')

const GRUPO = 'MkU3OEVBNTcwNTJENDM2Qg'

const java = (...args: string[]): ChildProcess =>
  spawn('java', ['-Xmx384m', '-XX:TieredStopAtLevel=1', '-cp', `${kafkaServer.ruta}/*`, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })

/** Prepara y arranca un servidor; su disco sobrevive a sus muertes y se borra al cerrarlo. */
export const abrirServidorKafka = async (): Promise<ServidorKafka> => {
  const carpeta = await mkdtemp(path.join(tmpdir(), 'alpes-kafka-'))
  const [disco, ajustes] = [path.join(carpeta, 'disco'), path.join(carpeta, 'server.properties')]
  const [puerto, control] = [await puertoLibre(), await puertoLibre()]
  await writeFile(ajustes, propiedades(puerto, control, disco))
  let hijo: ChildProcess | undefined
  const url = `kafka://127.0.0.1:${puerto}`
  const servidor: ServidorKafka = {
    url,
    async arrancar() {
      const formato = ['format', '--standalone', '--ignore-formatted', '-t', GRUPO, '-c', ajustes]
      await once(java('kafka.tools.StorageTool', ...formato), 'exit')
      hijo = java('kafka.Kafka', ajustes)
      await using conexion = conectarKafka(url)
      const atiende = () => conexion.administrador.listTopics().catch(() => null)
      await esperarQue('kafka atiende', atiende, 60_000)
    },
    async matar() {
      const muere = hijo
      hijo = undefined
      if (!muere || muere.exitCode !== null || muere.signalCode !== null) return
      const fin = once(muere, 'exit')
      muere.kill('SIGKILL')
      await fin
    },
    borrarDisco: () => rm(disco, { recursive: true, force: true, maxRetries: 5 }),
    async [Symbol.asyncDispose]() {
      await this.matar()
      await rm(carpeta, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  await servidor.arrancar()
  return servidor
}

/** La conexión de un proceso con ese broker. */
export const conectarKafka = (url: string): ConexionKafka =>
  abrirConexionKafka({ ajustes: leerAjustesKafka(url), nombre: 'prueba' })

/** Lo que el broker guarda de un tópico, en su orden, leído por una conexión aparte. */
export const leerTopico = async (url: string, topico: string): Promise<Mensaje[]> => {
  await using conexion = conectarKafka(url)
  await using lector = await abrirLectorKafka(conexion, topico)
  const final = await lector.final()
  const leidos: Mensaje[] = []
  for (let numero = await lector.primero(); numero < final; ) {
    const lectura = await lector.leer(numero)
    if (!lectura) throw new Error(`${topico}: no está el número ${numero}`)
    leidos.push(...lectura.llegados.map((l) => deKafka(l)))
    numero = lectura.siguiente
  }
  return leidos
}
