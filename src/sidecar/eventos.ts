import { once } from 'node:events'
import { create } from '@bufbuild/protobuf'
import { type ServerWritableStream, status, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { cabecerasDe, pedir, type Salto } from './api.ts'
import { aEstado, ErrorGrpc } from './estados.ts'
import {
  type Evento,
  EventoSchema,
  type SeguirEventosPeticion,
} from './generado/contratos/v1/contratos_pb.ts'
import { cortarCon, errorDe, type Partes, restanteDe } from './llamada.ts'

/** Mensajes por lectura, y segundos que la API espera si no hay ninguno. */
const LOTE = 100
const ESPERA = 25
/** Ms que se aguanta una lectura: la espera de la API y un margen. */
const PLAZO_LECTURA = 35_000
/** Flujos a la vez: cada uno tiene una lectura en espera en la API. */
const FLUJOS_MAXIMOS = 1_000

type MensajeApi = Readonly<
  Record<'topico' | 'id' | 'specversion' | 'type' | 'datacontenttype' | 'service_name', string> &
    Record<'subject' | 'actor' | 'origen' | 'correlationid' | 'contenido', string> &
    // un entero que no cabe en un número viaja como texto
    Record<'sequence' | 'time' | 'ingestion' | 'version_agregado', number | string> & {
      version_esquema: number
      versiones?: readonly number[]
      causationid: string | null
      traceparent: string | null
      datos?: unknown
    }
>
type Lectura = Readonly<{ mensajes: readonly MensajeApi[]; cabeza: number; inicio: number }>
type Flujo = ServerWritableStream<SeguirEventosPeticion, Evento>

const aEvento = (m: MensajeApi): Evento =>
  create(EventoSchema, {
    ...{ topico: m.topico, id: m.id, specversion: m.specversion, type: m.type, subject: m.subject },
    ...{ actor: m.actor, origen: m.origen, correlationid: m.correlationid },
    ...{ datacontenttype: m.datacontenttype, serviceName: m.service_name },
    ...{ sequence: BigInt(m.sequence), time: BigInt(m.time), ingestion: BigInt(m.ingestion) },
    ...{ versionAgregado: BigInt(m.version_agregado), versionEsquema: m.version_esquema },
    versiones: [...(m.versiones ?? [])],
    ...(m.causationid !== null && { causationid: m.causationid }),
    ...(m.traceparent !== null && { traceparent: m.traceparent }),
    contenido: new Uint8Array(Buffer.from(m.contenido, 'base64')),
    datos: m.datos === undefined ? '' : JSON.stringify(m.datos),
  })

const exigirRango = (desde: number, { inicio, cabeza }: Lectura): void => {
  if (desde + 1 < inicio)
    throw new ErrorGrpc(
      status.OUT_OF_RANGE,
      `lo que sigue a ${desde} ya no está: lo más antiguo es ${inicio}; vuelva a empezar desde ${inicio - 1}`,
    )
  if (desde > cabeza)
    throw new ErrorGrpc(status.OUT_OF_RANGE, `la posición ${desde} aún no existe: la última es ${cabeza}`)
}

const desdeDe = ({ desde }: SeguirEventosPeticion): number => {
  if (desde < 0n || desde > BigInt(Number.MAX_SAFE_INTEGER))
    throw new ErrorGrpc(status.INVALID_ARGUMENT, `«desde» no es una posición: ${desde}`)
  return Number(desde)
}

const leer = async (
  { topico, desde, esperar }: Readonly<{ topico: string; desde: number; esperar: number }>,
  salto: Salto,
): Promise<Lectura> => {
  const senal = AbortSignal.any([salto.senal, AbortSignal.timeout(PLAZO_LECTURA)])
  const ruta = `/bitacora/${encodeURIComponent(topico)}?desde=${desde}&limite=${LOTE}&esperar=${esperar}`
  return (await pedir(ruta, { ...salto, senal })).cuerpo as Lectura
}

/** Espera a que quien lee dé abasto. Si se fue, la señal lo dice. */
const esperarHueco = async (flujo: Flujo, senal: AbortSignal): Promise<void> => {
  try {
    await once(flujo, 'drain', { signal: senal })
  } catch {
    throw senal.reason
  }
}

const repartir = async (flujo: Flujo, salto: Salto): Promise<never> => {
  const { topico } = flujo.request
  if (topico === '') throw new ErrorGrpc(status.INVALID_ARGUMENT, 'falta el tópico')
  let desde = desdeDe(flujo.request)
  // la primera lectura no espera: una posición que aún no existe se dice en seguida
  for (let esperar = 0; ; esperar = ESPERA) {
    const lectura = await leer({ topico, desde, esperar }, salto)
    exigirRango(desde, lectura)
    for (const mensaje of lectura.mensajes) {
      const evento = aEvento(mensaje)
      if (!flujo.write(evento)) await esperarHueco(flujo, salto.senal)
      desde = Number(evento.sequence)
    }
    salto.senal.throwIfAborted()
  }
}

const seguirHastaElFin = async (flujo: Flujo, partes: Partes): Promise<ErrorGrpc> => {
  using corte = cortarCon(flujo, restanteDe(flujo.getDeadline(), Number.POSITIVE_INFINITY))
  try {
    const senal = AbortSignal.any([corte.senal, partes.fin])
    return await repartir(flujo, { api: partes.api, cabeceras: cabecerasDe(flujo.metadata), senal })
  } catch (fallo) {
    return errorDe(fallo, partes.registro)
  }
}

/** `SeguirEventos`: lo que hay tras `desde`, en orden, y lo que vaya llegando, al paso de quien lee. */
export const servicioEventos = (partes: Partes): UntypedServiceImplementation => {
  let abiertos = 0
  const contar = (n: number): void => {
    abiertos += n
    partes.metricas.flujos(abiertos)
  }
  const seguir = async (flujo: Flujo): Promise<void> => {
    const lleno = new ErrorGrpc(status.RESOURCE_EXHAUSTED, 'hay demasiados flujos de eventos abiertos')
    contar(1)
    const error = abiertos > FLUJOS_MAXIMOS ? lleno : await seguirHastaElFin(flujo, partes)
    contar(-1)
    partes.metricas.terminada(flujo.getPath(), error.estado)
    flujo.emit('error', aEstado(error))
  }
  return { SeguirEventos: (flujo: Flujo) => void seguir(flujo) }
}
