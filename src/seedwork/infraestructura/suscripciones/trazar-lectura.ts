import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { type Lapso, muestreado, type Trazas } from '../../aplicacion/trazas.ts'
import { codigoDe } from '../trazas/fallo.ts'

type Correr = (mensajes: readonly Mensaje[]) => Promise<number>

const abrirDe = (trazas: Trazas, suscripcion: string, m: Mensaje): Lapso =>
  trazas.abrir(`procesar ${m.topico}`, {
    clase: 'consumidor',
    padre: m.traceparent,
    atributos: {
      ...{ suscripcion, topico: m.topico, posicion: m.posicion },
      ...{ mensaje: m.tipo, idMensaje: m.id },
    },
  })

/** El lote de lectura: es de muchos mensajes, así que tiene traza propia y se enlazan. */
const abrirLote = (
  trazas: Trazas,
  { suscripcion, cuantos }: Readonly<{ suscripcion: string; cuantos: number }>,
  lapsos: readonly Lapso[],
): Lapso => {
  const enlaces = lapsos.map((l) => l.traceparent)
  const lote = trazas.abrir(`lote ${suscripcion}`, { enlaces, atributos: { suscripcion, cuantos } })
  for (const lapso of lapsos) lapso.enlazar(lote.traceparent)
  return lote
}

/**
 * Corre un efecto con un lapso por cada mensaje que va marcado, en la traza de lo que lo causó. El efecto
 * recibe esos mensajes con el `traceparent` de su lapso, de modo que lo que de ellos nazca cuelga de él:
 * no sirve a quien guarda el sobre tal cual (auditoría, relevo).
 */
export const trazarLectura = async (
  trazas: Trazas,
  suscripcion: string,
  mensajes: readonly Mensaje[],
  correr: Correr,
): Promise<number> => {
  if (!trazas.activas || !mensajes.some((m) => muestreado(m.traceparent))) return correr(mensajes)
  const lapsos = mensajes.map((m) => (muestreado(m.traceparent) ? abrirDe(trazas, suscripcion, m) : null))
  const abiertos = lapsos.filter((l) => l !== null)
  const lote = abrirLote(trazas, { suscripcion, cuantos: mensajes.length }, abiertos)
  const suyos = mensajes.map((m, i) => {
    const traceparent = lapsos[i]?.traceparent
    return traceparent === undefined ? m : { ...m, traceparent }
  })
  try {
    const hechos = await correr(suyos)
    lapsos.forEach((l, i) => {
      l?.terminar(i < hechos ? {} : { fallo: 'otra-vuelta' })
    })
    lote.terminar()
    return hechos
  } catch (error) {
    const fallo = codigoDe(error)
    for (const lapso of [...abiertos, lote]) lapso.terminar({ fallo })
    throw error
  }
}
