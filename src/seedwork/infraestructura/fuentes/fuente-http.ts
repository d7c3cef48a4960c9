import { setTimeout as dormir } from 'node:timers/promises'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import { crearAvisos } from './avisos.ts'
import { deJson, type MensajeJson } from './mensaje-json.ts'

/** Segundos que se pide al servidor esperar a que llegue algo, y ms tras los que se da por perdido. */
const ESPERA = 20
const PLAZO = 10_000
/** Ms de descanso tras un fallo de la espera. */
const DESCANSO = 1_000
/** Mensajes que trae una espera: lo que llegó se entrega sin volver a pedirlo. */
const ANTICIPO = 500

type Opciones = Readonly<{
  /** Raíz de la API. */
  url: string
  /** Ficha de portador, o cómo obtenerla. */
  credencial: string | (() => string)
}>

type Cuerpo = { mensajes: MensajeJson[]; cabeza: number; inicio?: number; ancla?: string }

/**
 * Fuente sobre `GET /bitacora/{topico}` de otro proceso. Por cada tópico que se leyó hasta el final
 * queda una petición en espera, que avisa en cuanto hay algo. Si la API no contesta, `leer` falla con
 * `DependenciaCaida`.
 */
export const abrirFuenteHttp = ({ url, credencial }: Opciones): Fuente & AsyncDisposable => {
  const avisos = crearAvisos()
  const fin = new AbortController()
  const esperas = new Map<string, Promise<void>>()
  const anticipos = new Map<string, { desde: number; tramo: Tramo }>()

  const pedir = async (topico: string, parametros: Record<string, number>, plazo: number): Promise<Tramo> => {
    const destino = new URL(`bitacora/${encodeURIComponent(topico)}`, url.endsWith('/') ? url : `${url}/`)
    for (const [nombre, valor] of Object.entries(parametros)) destino.searchParams.set(nombre, String(valor))
    const ficha = typeof credencial === 'string' ? credencial : credencial()
    const cuerpo = await traer(destino, ficha, AbortSignal.any([fin.signal, AbortSignal.timeout(plazo)]))
    const { mensajes, cabeza, inicio = 1, ancla } = cuerpo
    return { mensajes: mensajes.map(deJson), cabeza, inicio, ...(ancla !== undefined && { ancla }) }
  }

  /** La API pide al menos un mensaje; con `limite` 0 sólo interesa la cabeza. */
  const pedirHasta = async (topico: string, desde: number, limite: number): Promise<Tramo> => {
    const tramo = await pedir(topico, { desde, limite: Math.max(1, limite) }, PLAZO)
    return limite > 0 ? tramo : { ...tramo, mensajes: [] }
  }

  const esperar = async (topico: string, desde: number): Promise<void> => {
    while (!fin.signal.aborted) {
      const parametros = { desde, limite: ANTICIPO, esperar: ESPERA }
      const tramo = await pedir(topico, parametros, ESPERA * 1_000 + PLAZO).catch(() => null)
      if (tramo === null)
        await dormir(DESCANSO, undefined, { signal: fin.signal, ref: false }).catch(() => {})
      else if (tramo.mensajes.length > 0 || tramo.cabeza !== desde) {
        anticipos.set(topico, { desde, tramo })
        return
      }
    }
  }

  const vigilar = (topico: string, desde: number): void => {
    if (!avisos.hay || fin.signal.aborted || esperas.has(topico)) return
    const espera = esperar(topico, desde).then(() => {
      esperas.delete(topico)
      avisos.dar(topico)
    })
    esperas.set(topico, espera)
  }

  return {
    async leer(topico, desde, limite) {
      const anticipo = anticipos.get(topico)
      anticipos.delete(topico)
      const tramo =
        anticipo?.desde === desde && limite > 0
          ? { ...anticipo.tramo, mensajes: anticipo.tramo.mensajes.slice(0, limite) }
          : await pedirHasta(topico, desde, limite)
      if ((tramo.mensajes.at(-1)?.posicion ?? desde) >= tramo.cabeza) vigilar(topico, tramo.cabeza)
      return tramo
    },
    alLlegar: avisos.apuntar,
    olvidar: () => anticipos.clear(),
    async [Symbol.asyncDispose]() {
      fin.abort()
      await Promise.all(esperas.values())
    },
  }
}

const traer = async (destino: URL, ficha: string, signal: AbortSignal): Promise<Cuerpo> => {
  const headers = { authorization: `Bearer ${ficha}`, accept: 'application/json' }
  try {
    const respuesta = await fetch(destino, { headers, signal })
    if (respuesta.ok) return (await respuesta.json()) as Cuerpo
    await respuesta.body?.cancel()
    throw new DependenciaCaida(`${destino.pathname} contestó ${respuesta.status}`)
  } catch (error) {
    if (error instanceof DependenciaCaida) throw error
    throw new DependenciaCaida(`${destino.origin} no contesta`, error)
  }
}
