import {
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  jetstream,
  type PubAck,
} from '@nats-io/jetstream'
import { InvalidArgumentError } from '@nats-io/transport-node'
import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { PublicadorConMemoria } from '../relevo.ts'
import type { ConexionNats } from './conexion.ts'
import { administrador, asegurarFlujo, FLUJO } from './flujo.ts'
import { cabecerasDe, deNats } from './sobre-nats.ts'

/** Mensajes en vuelo como mucho, y ms que se espera cada acuse. */
const VENTANA = 1_000
const PLAZO_ACUSE = 5_000

type Opciones = Readonly<{
  conexion: ConexionNats
  /** Asuntos del flujo. */
  asuntos: readonly string[]
  /** Espacio (`co.alpes.contratos`) de los mensajes de un tópico. */
  espacioDe: (topico: string) => string | undefined
}>

const ventanas = (mensajes: readonly Mensaje[]): (readonly Mensaje[])[] =>
  Array.from({ length: Math.ceil(mensajes.length / VENTANA) }, (_, i) =>
    mensajes.slice(i * VENTANA, (i + 1) * VENTANA),
  )

/** Un mensaje que no cabe es culpa suya, y se aparta; todo lo demás es el broker, y se espera. */
const culpable = (resultados: readonly PromiseSettledResult<PubAck>[]): unknown => {
  const motivos = resultados.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []))
  return motivos.find((m) => m instanceof InvalidArgumentError) ?? motivos[0]
}

/** Lo último que el flujo guarda de un tópico, o `null`. */
const ultimoDe = async (conexion: ConexionNats, topico: string): Promise<Mensaje | null> => {
  try {
    const jsm = await administrador(conexion)
    const guardado = await jsm.streams.getMessage(FLUJO, { last_by_subj: topico })
    return guardado ? deNats(guardado, 0) : null
  } catch (error) {
    if (error instanceof DependenciaCaida) throw error
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.NoMessageFound) return null
    throw new DependenciaCaida(`NATS no dice hasta dónde guarda ${topico}`, error)
  }
}

const mandar = (js: JetStreamClient, m: Mensaje, espacio: string): Promise<PubAck> =>
  js.publish(m.topico, m.contenido, {
    headers: cabecerasDe(m, espacio),
    timeout: PLAZO_ACUSE,
    // Un reintento suelto llegaría detrás de los siguientes.
    retries: 0,
    expect: { streamName: FLUJO },
  })

/** Los acuses de lo mandado, en orden. Falla si alguno no llegó, cuando ya se sabe de todos. */
const esperarAcuses = async (enVuelo: readonly Promise<PubAck>[]): Promise<PubAck[]> => {
  const resultados = await Promise.allSettled(enVuelo)
  const fallo = culpable(resultados)
  if (fallo instanceof InvalidArgumentError) throw fallo
  if (fallo !== undefined) throw new DependenciaCaida(`NATS no guardó: ${(fallo as Error).message}`, fallo)
  return resultados.map((r) => (r as PromiseFulfilledResult<PubAck>).value)
}

/**
 * Publica en JetStream con el sobre en cabeceras `ce-*`. No da `Nats-Msg-Id`: la deduplicación del broker
 * se tragaría las repeticiones honradas (la cabeza, lo repuesto); de las repeticiones se encarga quien
 * consume, por la posición. Un acuse que no avanza delata un flujo rehecho y vale como no publicado.
 */
export const abrirPublicadorNats = ({ conexion, asuntos, espacioDe }: Opciones): PublicadorConMemoria => {
  let confirmada = 0

  const anotarAcuse = ({ seq, duplicate }: PubAck): void => {
    if (seq <= confirmada || duplicate)
      throw new DependenciaCaida(
        `NATS confirmó ${seq} tras ${confirmada}: el flujo es otro o perdió el final`,
      )
    confirmada = seq
  }

  return {
    async publicar(mensajes) {
      if (mensajes.length === 0) return
      const js = jetstream(await conexion.obtener(), { timeout: PLAZO_ACUSE })
      for (const ventana of ventanas(mensajes)) {
        const enVuelo = ventana.map((m) => mandar(js, m, espacioDe(m.topico) ?? 'co.alpes'))
        for (const acuse of await esperarAcuses(enVuelo)) anotarAcuse(acuse)
      }
    },
    confirmada: () => confirmada,
    async destino() {
      const estado = await asegurarFlujo(conexion, asuntos)
      confirmada = estado.secuencia
      return estado
    },
    hasta: async (topico) => (await ultimoDe(conexion, topico))?.posicion ?? 0,
    ultimo: (topico) => ultimoDe(conexion, topico),
  }
}
