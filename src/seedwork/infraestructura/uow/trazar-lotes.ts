import type { Contexto, Hecho } from '../../aplicacion/contexto.ts'
import { type Lapso, muestreado, type Trazas } from '../../aplicacion/trazas.ts'
import { codigoDe } from '../trazas/fallo.ts'
import type { LoteVisto, Observador } from './observador.ts'

type Seguir = (
  contexto: Contexto,
  correr: (contexto: Contexto) => Promise<Hecho<unknown>>,
) => Promise<Hecho<unknown>>

/**
 * Traza el paso de las órdenes por el escritor: cada una que va marcada tiene su lapso, de la cola al
 * commit, y de él cuelga lo que escribe en la bitácora. Un lote es de muchas: tiene traza propia, y se
 * enlazan en los dos sentidos.
 */
export const trazarLotes = (
  trazas: Trazas,
  observador: Observador,
): Readonly<{ seguir: Seguir; observador: Observador }> => {
  if (!trazas.activas) return { seguir: (contexto, correr) => correr(contexto), observador }
  const abiertos = new Map<string, Lapso>()
  const seguir: Seguir = (contexto, correr) =>
    muestreado(contexto.traceparent) ? seguirUna(trazas, abiertos, contexto, correr) : correr(contexto)
  const lote = (visto: LoteVisto): void => {
    observador.lote?.(visto)
    if (abiertos.size > 0) enlazarLote(trazas, abiertos, visto)
  }
  return { seguir, observador: { ...observador, lote } }
}

const seguirUna = async (
  trazas: Trazas,
  abiertos: Map<string, Lapso>,
  contexto: Contexto,
  correr: Parameters<Seguir>[1],
): Promise<Hecho<unknown>> => {
  const { tipo, traceparent: padre } = contexto
  const atributos = tipo === undefined ? {} : { comando: tipo }
  const lapso = trazas.abrir(`comando ${tipo ?? ''}`.trimEnd(), { clase: 'productor', padre, atributos })
  const { traceparent } = lapso
  abiertos.set(traceparent, lapso)
  try {
    const hecho = await correr({ ...contexto, traceparent })
    const [primera] = hecho.posiciones
    lapso.anotar({ ...primera })
    lapso.terminar()
    return hecho
  } catch (error) {
    lapso.terminar({ fallo: codigoDe(error) })
    throw error
  } finally {
    abiertos.delete(traceparent)
  }
}

const enlazarLote = (
  trazas: Trazas,
  abiertos: ReadonlyMap<string, Lapso>,
  { ordenes, ms, contextos }: LoteVisto,
): void => {
  const suyos = [...contextos()].flatMap(({ traceparent }) => abiertos.get(traceparent ?? '') ?? [])
  if (suyos.length === 0) return
  const lote = trazas.abrir('lote', {
    enlaces: suyos.map((l) => l.traceparent),
    atributos: { cuantos: ordenes },
    inicio: Date.now() - ms,
  })
  for (const lapso of suyos) lapso.enlazar(lote.traceparent)
  lote.terminar()
}
