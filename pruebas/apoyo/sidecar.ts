import { type DescService, fromBinary, type Message } from '@bufbuild/protobuf'
import { anyUnpack } from '@bufbuild/protobuf/wkt'
import {
  type CallOptions,
  type ChannelOptions,
  Client,
  type ClientReadableStream,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import { leerConfig } from '#config/config.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
} from '../../src/sidecar/generado/google/rpc/error_details_pb.ts'
import { StatusSchema } from '../../src/sidecar/generado/google/rpc/status_pb.ts'
import { definicionDe } from '../../src/sidecar/puente.ts'
import { abrirSidecar, type RecursosSidecar, type ServicioSidecar } from '../../src/sidecar/servicio.ts'
import { ADMIN } from './api.ts'

/** Lo que una llamada contestó. Sin error, `estado` es OK. */
export type Contestada = Readonly<{
  estado: string
  texto: string
  // biome-ignore lint/suspicious/noExplicitAny: una prueba mira el mensaje que espera
  mensaje: any
  posterior: Metadata
  motivo?: string
  campos?: readonly string[]
  espera?: number
}>

export type Llamada = CallOptions &
  Readonly<{ credencial?: string | null; metadatos?: Readonly<Record<string, string>> }>

/** Un sidecar delante de `apiUrl`, en un puerto libre. */
export const abrirSidecarPrueba = (
  apiUrl: string,
  { entorno = {}, ...recursos }: Partial<RecursosSidecar> & { entorno?: Record<string, string> } = {},
): Promise<ServicioSidecar> =>
  abrirSidecar(leerConfig({ PUERTO_GRPC: '0', PUERTO_METRICAS: '0', ...entorno }), {
    ...{ registro: sinRegistro, apiUrl },
    ...recursos,
  })

/** Un cliente de un canal propio. */
export const abrirCanal = (url: string, opciones: ChannelOptions = {}): Client =>
  new Client(url, credentials.createInsecure(), opciones)

const detallesDe = (metadatos: Metadata): Pick<Contestada, 'motivo' | 'campos' | 'espera'> => {
  const [bytes] = metadatos.get('grpc-status-details-bin')
  if (!(bytes instanceof Buffer)) return {}
  const { details } = fromBinary(StatusSchema, bytes)
  const buscar = <R>(leer: (d: (typeof details)[number]) => R | undefined) =>
    details.map(leer).find((d) => d !== undefined)
  const motivo = buscar((d) => anyUnpack(d, ErrorInfoSchema))?.reason
  const campos = buscar((d) => anyUnpack(d, BadRequestSchema))?.fieldViolations.map((f) => f.field)
  const espera = buscar((d) => anyUnpack(d, RetryInfoSchema))?.retryDelay?.seconds
  return {
    ...(motivo !== undefined && { motivo }),
    ...(campos && { campos }),
    ...(espera !== undefined && { espera: Number(espera) }),
  }
}

/** Metadatos con la credencial (`null`: sin ella) y lo demás. */
export const metadatosDe = ({ credencial = ADMIN, metadatos = {} }: Llamada): Metadata => {
  const m = new Metadata()
  if (credencial !== null) m.set('authorization', `Bearer ${credencial}`)
  for (const [nombre, valor] of Object.entries(metadatos)) m.set(nombre, valor)
  return m
}

/** Llama a un método de ida y vuelta y cuenta cómo fue, también si falla. */
export const llamar = async (
  canal: Client,
  [servicio, metodo]: readonly [DescService, string],
  pedido: Message,
  llamada: Llamada = {},
): Promise<Contestada> => {
  const { path, requestSerialize, responseDeserialize } = definicionDe(servicio)[metodo]!
  const { promise, resolve } = Promise.withResolvers<Contestada>()
  let posterior = new Metadata()
  const curso = canal.makeUnaryRequest(
    path,
    requestSerialize,
    responseDeserialize,
    pedido,
    metadatosDe(llamada),
    llamada,
    (error: ServiceError | null, mensaje) =>
      setImmediate(() =>
        resolve({
          estado: status[error?.code ?? 0]!,
          texto: error?.details ?? '',
          ...{ mensaje, posterior },
          ...(error && detallesDe(error.metadata)),
        }),
      ),
  )
  curso.on('status', (s) => {
    posterior = s.metadata
  })
  return promise
}

/** Un flujo abierto: lo que va llegando y, al acabar, con qué estado. */
export type FlujoAbierto<O> = Readonly<{
  curso: ClientReadableStream<O>
  recibidos: O[]
  fin: Promise<Readonly<{ estado: string; texto: string }>>
}>

/** Abre un flujo del servidor. */
export const abrirFlujo = <O extends Message>(
  canal: Client,
  [servicio, metodo]: readonly [DescService, string],
  pedido: Message,
  llamada: Llamada = {},
): FlujoAbierto<O> => {
  const { path, requestSerialize, responseDeserialize } = definicionDe(servicio)[metodo]!
  const leer = responseDeserialize as (bytes: Buffer) => O
  const curso = canal.makeServerStreamRequest(
    ...([path, requestSerialize, leer, pedido, metadatosDe(llamada), llamada] as const),
  )
  const recibidos: O[] = []
  const { promise, resolve } = Promise.withResolvers<{ estado: string; texto: string }>()
  curso.on('data', (mensaje: O) => recibidos.push(mensaje))
  curso.on('error', () => {})
  curso.on('status', (s) => resolve({ estado: status[s.code]!, texto: s.details }))
  return { curso, recibidos, fin: promise }
}
