import { type Metadata, status } from '@grpc/grpc-js'
import { ErrorGrpc, errorDeProblema, type Problema } from './estados.ts'

/** Lo único que pasa de una llamada a la API. Ni `Host`, ni `X-Forwarded-*`, ni credencial propia. */
const DE_IDA = ['authorization', 'idempotency-key', 'traceparent']
const DE_VUELTA = ['alpes-posicion', 'idempotent-replayed']
/** Bytes de metadatos que se leen de una llamada. */
const METADATOS_MAXIMOS = 8 * 1024

const bytesDe = (metadatos: Metadata): number =>
  Object.entries(metadatos.toHttp2Headers()).reduce(
    (suma, [nombre, valor]) => suma + nombre.length + String(valor ?? '').length,
    0,
  )

/** Las cabeceras con que se llama a la API. Falla con RESOURCE_EXHAUSTED si los metadatos pasan de 8 KiB. */
export const cabecerasDe = (metadatos: Metadata): Readonly<Record<string, string>> => {
  if (bytesDe(metadatos) > METADATOS_MAXIMOS)
    throw new ErrorGrpc(status.RESOURCE_EXHAUSTED, 'los metadatos pasan de 8 KiB')
  return Object.fromEntries(
    DE_IDA.flatMap((nombre) => {
      const [valor] = metadatos.get(nombre)
      return typeof valor === 'string' ? [[nombre, valor]] : []
    }),
  )
}

/** Una petición a la API en nombre de quien llama. `senal` la corta. */
export type Salto = Readonly<{
  api: string
  cabeceras: Readonly<Record<string, string>>
  senal: AbortSignal
}>

/** Lo que contestó la API y lo que de ella vuelve como metadatos. */
export type Vuelta = Readonly<{ cuerpo: unknown; cabeceras: Readonly<Record<string, string>> }>

const leer = (texto: string): unknown => {
  try {
    return texto === '' ? {} : JSON.parse(texto)
  } catch {
    return undefined
  }
}

const noContesta = (senal: AbortSignal): ErrorGrpc =>
  senal.reason instanceof ErrorGrpc
    ? senal.reason
    : new ErrorGrpc(status.UNAVAILABLE, 'la API no contesta: no se sabe si la orden llegó a ejecutarse')

const traer = async (ruta: string, { api, cabeceras, senal }: Salto, cuerpo: unknown) => {
  const conCuerpo = cuerpo !== undefined
  try {
    const respuesta = await fetch(api + ruta, {
      method: conCuerpo ? 'POST' : 'GET',
      headers: {
        ...cabeceras,
        accept: 'application/json',
        ...(conCuerpo && { 'content-type': 'application/json' }),
      },
      redirect: 'manual',
      signal: senal,
      ...(conCuerpo && { body: JSON.stringify(cuerpo) }),
    })
    return { respuesta, texto: await respuesta.text() }
  } catch {
    throw noContesta(senal)
  }
}

/**
 * Llama a la API: POST si hay cuerpo, GET si no. Un problema sale como su `ErrorGrpc`; una conexión
 * rehusada o rota, como UNAVAILABLE; cortada por `senal`, con el motivo que ella traiga.
 */
export const pedir = async (ruta: string, salto: Salto, cuerpo?: unknown): Promise<Vuelta> => {
  const { respuesta, texto } = await traer(ruta, salto, cuerpo)
  const leido = leer(texto)
  if (!respuesta.ok)
    throw errorDeProblema(respuesta.status, (leido ?? {}) as Problema, respuesta.headers.get('retry-after'))
  if (leido === undefined) throw noContesta(salto.senal)
  const cabeceras = DE_VUELTA.flatMap((nombre) => {
    const valor = respuesta.headers.get(nombre)
    return valor === null ? [] : [[nombre, valor] as const]
  })
  return { cuerpo: leido, cabeceras: Object.fromEntries(cabeceras) }
}
