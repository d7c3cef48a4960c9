import type { Posicion } from '../../aplicacion/contexto.ts'
import { type Apunte, escribirEnBitacora } from '../bitacora/escritura.ts'
import type { Respuesta } from './canal.ts'
import type { Corrido } from './corrida.ts'
import { cambiarEstados } from './escritura.ts'
import type { Sentencia } from './sentencias.ts'

/** Los mensajes de un lote por tópico, en orden de nombre: así dos procesos nunca se abrazan. */
export type PorTopico = readonly (readonly [string, readonly Apunte[]])[]

/** Contador y mensajes de cada tópico, y después los estados. */
export const prepararCola = (
  corridos: readonly Corrido[],
  entorno: Parameters<typeof escribirEnBitacora>[2],
): { topicos: PorTopico; sentencias: Sentencia[] } => {
  const apuntes: Apunte[] = corridos.flatMap((c) =>
    c.intento.emisiones.map((e) => ({ ...e, contexto: c.orden.contexto })),
  )
  const topicos = [...Map.groupBy(apuntes, (a) => a.evento.topico)].sort(([a], [b]) => (a < b ? -1 : 1))
  const bitacora = topicos.map(([topico, suyos]) => escribirEnBitacora(topico, suyos, entorno))
  return { topicos, sentencias: [...bitacora, ...cambiarEstados(corridos)] }
}

/** Posición más alta de cada comando en cada tópico, por id de comando; `respuestas`: las de la cola. */
export const posicionesDe = (
  topicos: PorTopico,
  respuestas: readonly Respuesta[],
): Map<string, Posicion[]> => {
  const porComando = new Map<string, Posicion[]>()
  topicos.forEach(([topico, apuntes], t) => {
    const base = Number(respuestas[t]!.filas[0]!.base)
    const ultimas = new Map(apuntes.map((a, i) => [a.contexto.idComando, base + i + 1]))
    for (const [id, posicion] of ultimas)
      porComando.set(id, [...(porComando.get(id) ?? []), { topico, posicion }])
  })
  return porComando
}
