import { signal } from '@preact/signals'
import { type Clic, contar, nuevoClic } from './clic.ts'
import { Problema } from './problema.ts'

/** Lo que devuelve una petición: los datos y las cabeceras que la página usa. */
export type Respuesta<D> = Readonly<{
  datos: D
  status: number
  etag: string | null
  ubicacion: string | null
  posicion: string | null
}>

type Opciones = Readonly<{
  cuerpo?: unknown
  /** Versión que se cree vigente (`If-Match`). */
  version?: number
  /** Segundo plano: 202 y `Location` del comando. */
  asincrono?: boolean
  clave?: string
  /** Posición hasta la que debe haber llegado lo que se lee (`Alpes-Esperar`). */
  esperar?: string
  /** El clic del que sale, si se traza. */
  clic?: Clic
  senal?: AbortSignal
}>

/** La sesión se acabó: la página lo dice y deja de insistir. */
export const sinSesion = signal(false)

const cabeceras = (o: Opciones): Headers => {
  const h = new Headers({ accept: 'application/json' })
  if (o.cuerpo !== undefined) h.set('content-type', 'application/json')
  if (o.version !== undefined) h.set('if-match', `"${o.version}"`)
  if (o.asincrono) h.set('prefer', 'respond-async')
  if (o.clave) h.set('idempotency-key', o.clave)
  if (o.esperar) h.set('alpes-esperar', o.esperar)
  if (o.clic) h.set('traceparent', o.clic.traceparent)
  return h
}

const leerCuerpo = async (respuesta: Response): Promise<unknown> => {
  const texto = await respuesta.text()
  if (texto === '') return null
  try {
    return JSON.parse(texto)
  } catch {
    return { detail: texto.slice(0, 300) }
  }
}

/** Habla con los servicios por el BFF. Falla siempre con `Problema`, salvo si se canceló. */
export const pedir = async <D>(metodo: string, ruta: string, o: Opciones = {}): Promise<Respuesta<D>> => {
  let respuesta: Response
  try {
    respuesta = await fetch(`/api${ruta}`, {
      method: metodo,
      headers: cabeceras(o),
      ...(o.cuerpo === undefined ? {} : { body: JSON.stringify(o.cuerpo) }),
      ...(o.senal ? { signal: o.senal } : {}),
    })
  } catch (error) {
    if (o.senal?.aborted) throw error
    throw new Problema(0, null)
  }
  const datos = await leerCuerpo(respuesta)
  if (respuesta.status === 401) sinSesion.value = true
  if (!respuesta.ok) throw new Problema(respuesta.status, datos)
  return {
    datos: datos as D,
    status: respuesta.status,
    etag: respuesta.headers.get('etag'),
    ubicacion: respuesta.headers.get('location'),
    posicion: respuesta.headers.get('alpes-posicion'),
  }
}

/** Lee un recurso. */
export const obtener = async <D>(ruta: string, senal?: AbortSignal): Promise<D> =>
  (await pedir<D>('GET', ruta, senal ? { senal } : {})).datos

const pausa = (ms: number): Promise<void> => new Promise((resolver) => setTimeout(resolver, ms))

const INTENTOS = 3

/**
 * Manda un comando con clave de idempotencia. Si no hubo respuesta clara lo repite con la misma clave:
 * o ya estaba hecho y devuelve lo mismo, o se hace ahora; nunca dos veces.
 */
export const mandar = async <D>(metodo: string, ruta: string, o: Opciones = {}): Promise<Respuesta<D>> => {
  const clave = o.clave ?? crypto.randomUUID()
  const clic = nuevoClic(metodo)
  const pedido = { ...o, clave, ...(clic && { clic }) }
  for (let intento = 1; ; intento += 1) {
    try {
      const respuesta = await pedir<D>(metodo, ruta, pedido)
      contar(clic, respuesta.status)
      return respuesta
    } catch (error) {
      if (!(error instanceof Problema) || !error.pasajero || intento === INTENTOS) {
        contar(clic, error instanceof Problema ? error.status : 0)
        throw error
      }
      await pausa(400 * intento + Math.random() * 400)
    }
  }
}
