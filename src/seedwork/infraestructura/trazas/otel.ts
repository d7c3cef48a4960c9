import { randomUUID } from 'node:crypto'
import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type IdGenerator,
  RandomIdGenerator,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Apertura, Atributos, ClaseLapso, Lapso, Trazas } from '../../aplicacion/trazas.ts'
import { NOMBRES } from './nombres.ts'

const CLASES: Readonly<Record<ClaseLapso, SpanKind>> = {
  interno: SpanKind.INTERNAL,
  servidor: SpanKind.SERVER,
  cliente: SpanKind.CLIENT,
  productor: SpanKind.PRODUCER,
  consumidor: SpanKind.CONSUMER,
}

/** Ms de una entrega al colector: también lo más que alarga el cierre. */
const PLAZO_ENTREGA = 3_000
/** Lapsos que esperan al colector como mucho: lo que no cabe se pierde, no crece. */
const COLA = 8_192
const LARGO_TEXTO = 200
/** Un lote lleno enlaza con todas sus órdenes. */
const ENLACES = 512

const leerContexto = (traceparent: string): SpanContext => ({
  traceId: traceparent.slice(3, 35),
  spanId: traceparent.slice(36, 52),
  traceFlags: Number.parseInt(traceparent.slice(53, 55), 16),
  isRemote: true,
})

const escribirContexto = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

const aAtributos = (atributos: Atributos): Attributes => {
  const dados: Attributes = {}
  for (const nombre in atributos) {
    const valor = atributos[nombre as keyof Atributos]
    if (valor !== undefined) dados[NOMBRES[nombre as keyof Atributos]] = valor
  }
  return dados
}

const enlace = (traceparent: string): Link => ({ context: leerContexto(traceparent) })

/** Ids al azar, salvo el del lapso que ya trae el suyo. */
class Ids implements IdGenerator {
  readonly #azar = new RandomIdGenerator()
  /** El `traceparent` del próximo lapso. */
  propio: string | undefined
  generateTraceId = (): string => this.propio?.slice(3, 35) ?? this.#azar.generateTraceId()
  generateSpanId = (): string => this.propio?.slice(36, 52) ?? this.#azar.generateSpanId()
}

class LapsoOtel implements Lapso {
  readonly #span: Span
  readonly traceparent: string

  constructor(span: Span) {
    this.#span = span
    this.traceparent = escribirContexto(span.spanContext())
  }

  anotar(atributos: Atributos): void {
    this.#span.setAttributes(aAtributos(atributos))
  }

  enlazar(traceparent: string): void {
    this.#span.addLink(enlace(traceparent))
  }

  terminar({ fallo, hora }: { fallo?: string; hora?: number } = {}): void {
    if (fallo !== undefined) {
      this.#span.setAttribute('error.type', fallo)
      this.#span.setStatus({ code: SpanStatusCode.ERROR })
    }
    this.#span.end(hora)
  }
}

const contextoDe = (padre: string | null | undefined): Context =>
  padre ? trace.setSpanContext(ROOT_CONTEXT, leerContexto(padre)) : ROOT_CONTEXT

const trazasDe = (tracer: Tracer, ids: Ids, muestra: number): Trazas => ({
  activas: true,
  muestra,
  // No es un secreto ni una decisión del negocio: sólo reparte el coste.
  sorteada: () => Math.random() < muestra,
  abrir(nombre, { clase = 'interno', padre, enlaces, atributos = {}, inicio, propio }: Apertura = {}) {
    ids.propio = propio
    const span = tracer.startSpan(
      nombre,
      {
        kind: CLASES[clase],
        attributes: aAtributos(atributos),
        ...(enlaces && { links: enlaces.map(enlace) }),
        ...(inicio !== undefined && { startTime: inicio }),
      },
      contextoDe(padre),
    )
    return new LapsoOtel(span)
  },
})

/** Avisa, una vez por racha, de que el colector no contesta o ha vuelto. */
const avisando = (salida: SpanExporter, alCambiar: (falla: boolean) => void): SpanExporter => {
  let fallando = false
  return {
    export(lapsos, listo) {
      salida.export(lapsos, (resultado) => {
        const falla = resultado.code !== 0
        if (falla !== fallando) alCambiar(falla)
        fallando = falla
        listo(resultado)
      })
    },
    shutdown: () => salida.shutdown(),
    forceFlush: () => salida.forceFlush?.() ?? Promise.resolve(),
  }
}

export type OpcionesColector = Readonly<{
  /** Base de OTLP por HTTP (`http://127.0.0.1:4318`): se entrega en su `/v1/traces`. */
  url: string
  muestra: number
  version: string
  /** El colector dejó de contestar, o volvió. */
  alCambiar: (falla: boolean) => void
}>

/** Un colector al que los servicios de este proceso entregan sus lapsos. */
export type Colector = AsyncDisposable & {
  trazasDe(servicio: string): Trazas
}

/** Abre la salida hacia el colector. Todo lapso que llega a abrirse se guarda: el sorteo fue antes. */
export const abrirColector = ({ url, muestra, version, alCambiar }: OpcionesColector): Colector => {
  const proveedores: TracerProvider[] = []
  return {
    trazasDe(servicio) {
      const ids = new Ids()
      const exporter = new OTLPTraceExporter({
        url: `${url.replace(/\/$/, '')}/v1/traces`,
        timeoutMillis: PLAZO_ENTREGA,
      })
      const proveedor = new TracerProvider({
        resource: resourceFromAttributes({
          'service.namespace': 'alpes',
          'service.name': servicio,
          'service.version': version,
          'service.instance.id': randomUUID(),
        }),
        idGenerator: ids,
        sampler: new AlwaysOnSampler(),
        spanLimits: { attributeValueLengthLimit: LARGO_TEXTO, linkCountLimit: ENLACES },
        spanProcessors: [
          new BatchSpanProcessor({
            exporter: avisando(exporter, alCambiar),
            maxQueueSize: COLA,
            maxExportBatchSize: 512,
            scheduledDelayMillis: 1_000,
            exportTimeoutMillis: PLAZO_ENTREGA,
          }),
        ],
      })
      proveedores.push(proveedor)
      return trazasDe(proveedor.getTracer('alpes', version), ids, muestra)
    },
    async [Symbol.asyncDispose]() {
      // Un colector caído no impide cerrar.
      await Promise.allSettled(proveedores.map((p) => p.shutdown()))
    },
  }
}
