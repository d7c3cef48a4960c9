import type { Message } from '@bufbuild/protobuf'
import {
  type Deadline,
  type handleUnaryCall,
  Metadata,
  type ServerUnaryCall,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import { type Lapso, muestreado, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { leerTraceparent } from '#seedwork/presentacion/encabezados.ts'
import { cabecerasDe, type Salto } from './api.ts'
import { aEstado, ErrorGrpc } from './estados.ts'
import type { Metricas } from './metricas.ts'

/** Lo que comparten todas las llamadas. `fin` se aborta al detener el servicio. */
export type Partes = Readonly<{
  api: string
  registro: Registro
  metricas: Metricas
  trazas: Trazas
  fin: AbortSignal
  /** Ms que una llamada puede durar: si no trae plazo, y como mucho. */
  plazoMs: number
}>

/** Ms que le quedan a una llamada; `maximo` si no trae plazo o lo trae más largo. */
export const restanteDe = (plazo: Deadline, maximo: number): number =>
  Math.max(0, Math.min(maximo, Number(plazo) - Date.now()))

const vencida = (): ErrorGrpc =>
  new ErrorGrpc(
    status.DEADLINE_EXCEEDED,
    'se acabó el plazo: la orden puede haberse ejecutado; repítala con la misma idempotency-key',
  )

/** Cualquier fallo, como error gRPC: lo que no se esperaba se anota y no se cuenta a quien llama. */
export const errorDe = (error: unknown, registro: Registro): ErrorGrpc => {
  if (error instanceof ErrorGrpc) return error
  registro.error({ error }, 'fallo al atender una llamada')
  return new ErrorGrpc(status.INTERNAL, 'fallo interno')
}

type Cancelable = { once(evento: 'cancelled', oyente: () => void): unknown }

/**
 * Corta cuando quien llama se va o, si `ms` es finito, cuando pasa el plazo; si ya pasó, desde el principio: la
 * orden no sale hacia la API. Se suelta al terminar.
 */
export const cortarCon = (llamada: Cancelable, ms: number): Disposable & { senal: AbortSignal } => {
  const corte = new AbortController()
  llamada.once('cancelled', () => corte.abort(new ErrorGrpc(status.CANCELLED, 'cancelada')))
  const vencer = () => corte.abort(vencida())
  if (ms <= 0) vencer()
  const reloj = Number.isFinite(ms) ? setTimeout(vencer, ms) : undefined
  return { senal: corte.signal, [Symbol.dispose]: () => clearTimeout(reloj) }
}

/** Lo que devuelve un método: el mensaje y los metadatos de después. */
export type Hecho<O> = Readonly<{ mensaje: O; metadatos?: Readonly<Record<string, string>> }>

const metadatosDe = (pares: Readonly<Record<string, string>> = {}): Metadata => {
  const metadatos = new Metadata()
  for (const [nombre, valor] of Object.entries(pares)) metadatos.set(nombre, valor)
  return metadatos
}

const atender = async <I, O>(
  partes: Partes,
  llamada: ServerUnaryCall<I, O>,
  hacer: (pedido: I, salto: Salto) => Promise<Hecho<O>>,
): Promise<Hecho<O>> => {
  using corte = cortarCon(llamada, restanteDe(llamada.getDeadline(), partes.plazoMs))
  const cabeceras = cabecerasDe(llamada.metadata)
  const lapso = abrirLapso(partes.trazas, llamada.getPath(), cabeceras)
  const suyas = lapso ? { ...cabeceras, traceparent: lapso.traceparent } : cabeceras
  try {
    const hecho = await hacer(llamada.request, { api: partes.api, cabeceras: suyas, senal: corte.senal })
    lapso?.terminar()
    return hecho
  } catch (error) {
    lapso?.terminar({ fallo: error instanceof ErrorGrpc ? String(status[error.estado]) : 'INTERNAL' })
    throw error
  }
}

/** El sidecar continúa la traza de quien llama; si no trae ninguna, la empieza (o no) la API. */
const abrirLapso = (trazas: Trazas, metodo: string, cabeceras: Salto['cabeceras']): Lapso | null => {
  if (!trazas.activas) return null
  const padre = leerTraceparent(cabeceras)
  return muestreado(padre) ? trazas.abrir(metodo, { clase: 'servidor', padre }) : null
}

/**
 * Un método de ida y vuelta: pasa la credencial de quien llama, acota el plazo, corta la petición a la API
 * si quien llama se va, y contesta los fallos con su estado.
 */
export const unario =
  <I extends Message, O extends Message>(
    partes: Partes,
    hacer: (pedido: I, salto: Salto) => Promise<Hecho<O>>,
  ): handleUnaryCall<I, O> =>
  (llamada, contestar) => {
    const metodo = llamada.getPath()
    atender(partes, llamada, hacer).then(
      ({ mensaje, metadatos }) => {
        partes.metricas.terminada(metodo, status.OK)
        contestar(null, mensaje, metadatosDe(metadatos))
      },
      (fallo: unknown) => {
        const error = errorDe(fallo, partes.registro)
        partes.metricas.terminada(metodo, error.estado)
        contestar(aEstado(error) as unknown as ServiceError)
      },
    )
  }
