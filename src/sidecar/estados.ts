import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { type Any, anyPack } from '@bufbuild/protobuf/wkt'
import { Metadata, type StatusObject, status } from '@grpc/grpc-js'
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from './generado/google/rpc/error_details_pb.ts'
import { StatusSchema } from './generado/google/rpc/status_pb.ts'

/** Una llamada que no sale bien: su estado gRPC, el texto y los detalles de `google.rpc`. */
export class ErrorGrpc extends Error {
  readonly estado: status
  readonly detalles: readonly Any[]

  constructor(estado: status, mensaje: string, detalles: readonly Any[] = []) {
    super(mensaje)
    this.name = 'ErrorGrpc'
    this.estado = estado
    this.detalles = detalles
  }
}

/** Un `application/problem+json` de la API; todo puede faltar si contestó otro en su lugar. */
export type Problema = Readonly<{
  codigo?: string
  title?: string
  detail?: string
  errors?: readonly Readonly<{ pointer: string; detail: string }>[]
}>

/**
 * De HTTP a gRPC (`fiabilidad.md` §4). Un id larguísimo no cabe en la ruta (414, 431), como un mensaje largo no
 * cabe en el cuerpo (413). Quien contesta 502 no es la API: no se sabe si ella existe.
 */
const ESTADOS: Readonly<Record<number, status>> = {
  400: status.INVALID_ARGUMENT,
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.ABORTED,
  412: status.FAILED_PRECONDITION,
  413: status.RESOURCE_EXHAUSTED,
  414: status.RESOURCE_EXHAUSTED,
  422: status.INVALID_ARGUMENT,
  428: status.FAILED_PRECONDITION,
  429: status.RESOURCE_EXHAUSTED,
  431: status.RESOURCE_EXHAUSTED,
  502: status.UNAVAILABLE,
  503: status.UNAVAILABLE,
  504: status.DEADLINE_EXCEEDED,
}

/** `/itinerarios/0/odos` → `itinerarios[0].odos`, que es como `BadRequest` nombra un campo. */
export const campoDe = (puntero: string): string =>
  puntero
    .split('/')
    .slice(1)
    .map((parte) => parte.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (campo, parte) => (/^\d+$/.test(parte) ? `${campo}[${parte}]` : campo ? `${campo}.${parte}` : parte),
      '',
    )

const detalle = <D extends DescMessage>(esquema: D, valor: MessageInitShape<D>): Any =>
  anyPack(esquema, create(esquema, valor))

/** Segundos de un `Retry-After`; el que trae una fecha no se usa. */
const esperaDe = (retryAfter: string | null): bigint | undefined =>
  retryAfter !== null && /^\d{1,9}$/.test(retryAfter) ? BigInt(retryAfter) : undefined

const detallesDe = ({ codigo, errors = [] }: Problema, retryAfter: string | null): readonly Any[] => {
  const seconds = esperaDe(retryAfter)
  const fieldViolations = errors.map((e) => ({ field: campoDe(e.pointer), description: e.detail }))
  return [
    ...(codigo ? [detalle(ErrorInfoSchema, { reason: codigo, domain: 'alpes' })] : []),
    ...(errors.length > 0 ? [detalle(BadRequestSchema, { fieldViolations })] : []),
    ...(seconds === undefined ? [] : [detalle(RetryInfoSchema, { retryDelay: { seconds } })]),
  ]
}

/** Lo que la API contestó mal, como error gRPC: motivo, campos y espera van en los detalles. */
export const errorDeProblema = (http: number, problema: Problema, retryAfter: string | null): ErrorGrpc =>
  new ErrorGrpc(
    ESTADOS[http] ?? (http >= 500 ? status.INTERNAL : status.UNKNOWN),
    problema.detail ?? problema.title ?? `la API contestó ${http}`,
    detallesDe(problema, retryAfter),
  )

/** El estado que viaja: con detalles, también en `grpc-status-details-bin`. */
export const aEstado = ({ estado, message, detalles }: ErrorGrpc): StatusObject => {
  const metadata = new Metadata()
  if (detalles.length > 0) {
    const cuerpo = create(StatusSchema, { code: estado, message, details: [...detalles] })
    metadata.set('grpc-status-details-bin', Buffer.from(toBinary(StatusSchema, cuerpo)))
  }
  return { code: estado, details: message, metadata }
}
