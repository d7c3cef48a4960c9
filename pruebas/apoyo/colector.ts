import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

type Valor = Readonly<{ stringValue?: string; intValue?: number | string; doubleValue?: number }>
type Par = Readonly<{ key: string; value: Valor }>
type Ids = Readonly<{ traceId: string; spanId: string }>
type SpanOtlp = Ids &
  Readonly<{
    parentSpanId?: string
    name: string
    kind: number
    startTimeUnixNano: string
    endTimeUnixNano: string
    attributes?: readonly Par[]
    links?: readonly Ids[]
    status?: Readonly<{ code?: number }>
  }>
type Entrega = Readonly<{
  resourceSpans: readonly Readonly<{
    resource: Readonly<{ attributes: readonly Par[] }>
    scopeSpans: readonly Readonly<{ spans: readonly SpanOtlp[] }>[]
  }>[]
}>

/** Un lapso tal como llegó al colector. Horas en ms desde la época. */
export type LapsoVisto = Readonly<{
  servicio: string
  traza: string
  id: string
  padre: string | null
  nombre: string
  desde: number
  hasta: number
  atributos: Readonly<Record<string, string | number>>
  enlaces: readonly string[]
  fallo: boolean
}>

/** Un colector OTLP/HTTP de verdad, que recuerda lo que le entregan. */
export type ColectorPrueba = AsyncDisposable & {
  url: string
  lapsos: LapsoVisto[]
  /** Todo lo recibido, en texto: donde buscar lo que no debe estar. */
  texto(): string
}

const deValor = (v: Valor): string | number => v.stringValue ?? Number(v.intValue ?? v.doubleValue)

const aObjeto = (pares: readonly Par[] = []): Record<string, string | number> =>
  Object.fromEntries(pares.map(({ key, value }) => [key, deValor(value)]))

const leerLapso = (servicio: string, s: SpanOtlp): LapsoVisto => ({
  ...{ servicio, traza: s.traceId, id: s.spanId, padre: s.parentSpanId || null, nombre: s.name },
  desde: Number(s.startTimeUnixNano) / 1e6,
  hasta: Number(s.endTimeUnixNano) / 1e6,
  atributos: aObjeto(s.attributes),
  enlaces: (s.links ?? []).map((l) => l.spanId),
  fallo: s.status?.code === 2,
})

const leerEntrega = ({ resourceSpans }: Entrega): LapsoVisto[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const servicio = String(aObjeto(resource.attributes)['service.name'])
    return scopeSpans.flatMap(({ spans }) => spans.map((s) => leerLapso(servicio, s)))
  })

/** Abre el colector en un puerto libre. */
export const abrirColectorPrueba = async (): Promise<ColectorPrueba> => {
  const lapsos: LapsoVisto[] = []
  const crudo: string[] = []
  const servidor = createServer(async (peticion, respuesta) => {
    const entrega = (await json(peticion)) as Entrega
    crudo.push(JSON.stringify(entrega))
    lapsos.push(...leerEntrega(entrega))
    respuesta
      .writeHead(peticion.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' })
      .end('{}')
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  servidor.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    url: `http://127.0.0.1:${(servidor.address() as AddressInfo).port}`,
    lapsos,
    texto: () => crudo.join('\n'),
    async [Symbol.asyncDispose]() {
      servidor.closeAllConnections()
      await new Promise<void>((cerrado) => servidor.close(() => cerrado()))
    },
  }
}
