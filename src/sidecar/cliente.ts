// `npm run cliente`: un cliente gRPC de la línea de órdenes, que sirve también de ejemplo.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pausa } from 'node:timers/promises'
import { create, type DescService, fromJson, type Message, toJsonString } from '@bufbuild/protobuf'
import { type Client, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { Command, InvalidArgumentError } from 'commander'
import { tokenAjeno } from '#arranque/comun.ts'
import { confiarEnElPropio } from '#config/certificado.ts'
import { type Config, leerConfig } from '#config/config.ts'
import { autoridadDe } from '#config/direccion.ts'
import { type Acceso, ARCHIVO_ACCESO } from '#seedwork/infraestructura/acceso.ts'
import { abrirCanal } from './canal.ts'
import { Contratos, type Evento, SeguirEventosPeticionSchema } from './generado/contratos/v1/contratos_pb.ts'
import {
  QueryReservaSchema,
  ReservaSchema,
  type RespuestaReserva,
  RespuestaReservaSchema,
  Vuelos,
} from './generado/vuelos_pb.ts'
import { definicionDe } from './puente.ts'

const PLAZO_MS = 10_000
/** Ms entre intentos cuando el sidecar no contesta. */
const ESPERAS = [200, 1_000, 3_000]

type Conexion = Readonly<{ canal: Client; token: string }>

/** Dónde está el sidecar: lo que dejó el sistema en marcha, o lo que digan los ajustes. */
const destinoDe = (config: Config): string => {
  try {
    const { grpc } = JSON.parse(readFileSync(path.join(config.datos, ARCHIVO_ACCESO), 'utf8')) as Acceso
    if (grpc !== undefined) return grpc
  } catch {
    // sin sistema en esta carpeta de datos, valen los ajustes
  }
  return autoridadDe(config.anfitrion, config.puertos.grpc)
}

const conectar = async (config: Config): Promise<Conexion> => {
  confiarEnElPropio(config)
  const canal = abrirCanal(destinoDe(config), config.tls.modo === 'propio')
  return { token: await tokenAjeno(config), canal }
}

const metadatosDe = (token: string, clave?: string): Metadata => {
  const metadatos = new Metadata()
  metadatos.set('authorization', `Bearer ${token}`)
  if (clave !== undefined) metadatos.set('idempotency-key', clave)
  return metadatos
}

type Llamada = Readonly<{ servicio: DescService; metodo: string; pedido: Message; clave?: string }>

const llamarUna = <O extends Message>({ canal, token }: Conexion, llamada: Llamada): Promise<O> => {
  const {
    path: ruta,
    requestSerialize,
    responseDeserialize,
  } = definicionDe(llamada.servicio)[llamada.metodo]!
  const { promise, resolve, reject } = Promise.withResolvers<O>()
  canal.makeUnaryRequest(
    ...([ruta, requestSerialize, responseDeserialize, llamada.pedido] as const),
    ...([metadatosDe(token, llamada.clave), { deadline: Date.now() + PLAZO_MS }] as const),
    (error, mensaje) => (error ? reject(error) : resolve(mensaje as O)),
  )
  return promise
}

const seCayo = (error: unknown): boolean => (error as ServiceError).code === status.UNAVAILABLE

/** Insiste si el sidecar no contesta: una lectura se puede repetir, y una orden va con su clave. */
const llamar = async <O extends Message>(conexion: Conexion, llamada: Llamada): Promise<O> => {
  for (const espera of ESPERAS) {
    try {
      return await llamarUna<O>(conexion, llamada)
    } catch (error) {
      if (!seCayo(error)) throw error
      await pausa(espera)
    }
  }
  return llamarUna<O>(conexion, llamada)
}

const decir = (texto: string): boolean => process.stdout.write(`${texto}\n`)

const decirReserva = (respuesta: RespuestaReserva): boolean =>
  decir(toJsonString(RespuestaReservaSchema, respuesta, { useProtoFieldName: true, prettySpaces: 2 }))

/** Un tramo del flujo, hasta que se corta; contesta la última posición vista. */
const seguirTramo = async ({ canal, token }: Conexion, topico: string, desde: bigint): Promise<bigint> => {
  const { path: ruta, requestSerialize, responseDeserialize } = definicionDe(Contratos).SeguirEventos!
  const pedido = create(SeguirEventosPeticionSchema, { topico, desde })
  const leer = responseDeserialize as (bytes: Buffer) => Evento
  const flujo = canal.makeServerStreamRequest(ruta, requestSerialize, leer, pedido, metadatosDe(token))
  let ultima = desde
  try {
    for await (const evento of flujo as AsyncIterable<Evento>) {
      ultima = evento.sequence
      decir(`${evento.sequence} ${evento.type} ${evento.subject} ${evento.datos}`)
    }
  } catch (error) {
    if (!seCayo(error)) throw error
  }
  return ultima
}

const seguir = async (conexion: Conexion, topico: string, desde: bigint): Promise<never> => {
  for (let posicion = desde; ; await pausa(1_000)) posicion = await seguirTramo(conexion, topico, posicion)
}

const posicion = (texto: string): bigint => {
  if (!/^\d{1,15}$/.test(texto)) throw new InvalidArgumentError('una posición es un entero desde 0')
  return BigInt(texto)
}

const conCanal = async <R>(hacer: (conexion: Conexion) => Promise<R>): Promise<R> => {
  const conexion = await conectar(leerConfig(process.env))
  try {
    return await hacer(conexion)
  } finally {
    conexion.canal.close()
  }
}

const programa = new Command('cliente').description('Propiedades de los Alpes por gRPC')
programa
  .command('crear-reserva <json>')
  .description('crea la reserva de un archivo; con la misma --clave, una sola vez')
  .option('--clave <clave>', 'clave de idempotencia; por omisión, una nueva')
  .action((archivo: string, { clave = randomUUID() }: { clave?: string }) =>
    conCanal(async (conexion) => {
      const pedido = fromJson(ReservaSchema, JSON.parse(readFileSync(archivo, 'utf8')))
      decirReserva(await llamar(conexion, { servicio: Vuelos, metodo: 'CrearReserva', pedido, clave }))
    }),
  )
programa
  .command('consultar <id>')
  .description('muestra una reserva')
  .action((id: string) =>
    conCanal(async (conexion) => {
      const pedido = create(QueryReservaSchema, { id })
      decirReserva(await llamar(conexion, { servicio: Vuelos, metodo: 'ConsultarReserva', pedido }))
    }),
  )
programa
  .command('seguir [topico]')
  .description('escribe los eventos de un tópico, uno por línea, y los que vayan llegando')
  .option('--desde <posicion>', 'la última que ya se vio', posicion, 0n)
  .action((topico: string | undefined, { desde }: { desde: bigint }) =>
    conCanal((conexion) => seguir(conexion, topico ?? 'eventos-reserva', desde)),
  )

// quien lee se fue (`seguir … | head`): no queda a quién escribir
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})
try {
  await programa.parseAsync()
} catch (error) {
  const { code, details } = error as Partial<ServiceError>
  const deGrpc = typeof code === 'number' && details !== undefined
  process.stderr.write(`cliente: ${deGrpc ? `${status[code]}: ${details}` : (error as Error).message}\n`)
  process.exitCode = 1
}
