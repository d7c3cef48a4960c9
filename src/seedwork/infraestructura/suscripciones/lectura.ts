import type { Fuente, Tramo } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Comienzo, Cursor } from './cursores.ts'

/** El prefijo sin huecos de lo leído: lo único que se puede aplicar. */
export const contiguos = (desde: number, { mensajes }: Tramo): readonly Mensaje[] => {
  const hueco = mensajes.findIndex((m, i) => m.posicion !== desde + 1 + i)
  return hueco === -1 ? mensajes : mensajes.slice(0, hueco)
}

/** Por qué no se puede seguir desde `desde`, o `null`. Las posiciones son densas: un hueco prueba pérdida. */
export const anomalia = (desde: number, tramo: Tramo): string | null => {
  if (tramo.cabeza < desde)
    return `la bitácora acaba en ${tramo.cabeza}, antes del cursor ${desde}: es otra o se restauró`
  if (desde + 1 < tramo.inicio)
    return `la bitácora empieza en ${tramo.inicio}: el rango desde ${desde + 1} se podó`
  if (desde < tramo.cabeza && tramo.mensajes[0]?.posicion !== desde + 1)
    return `falta la posición ${desde + 1}`
  return null
}

const ajena = (posicion: number, idMensaje: string): string =>
  `en la posición ${posicion} no está el mensaje ${idMensaje}: la bitácora es otra o se restauró`

/** Lo mismo, con lo que la lectura dice de sí: así se nota aunque la bitácora cambiara bajo un lector en marcha. */
export const desanclado = ({ posicion, idMensaje }: Cursor, { ancla }: Tramo): string | null =>
  ancla === undefined || idMensaje === null || ancla === idMensaje ? null : ajena(posicion, idMensaje)

/** Comprueba que la bitácora tiene en el cursor el mismo mensaje que se aplicó; si no, dice por qué. */
export const comprobarAncla = async (fuente: Fuente, cursor: Cursor): Promise<string | null> => {
  const { topico, posicion, idMensaje } = cursor
  if (posicion === 0 || idMensaje === null) return null
  const tramo = await fuente.leer(topico, posicion - 1, 1)
  if (tramo.cabeza < posicion) return anomalia(posicion, tramo)
  // El ancla se podó pero lo siguiente está: no se puede comprobar ni hace falta parar.
  if (posicion < tramo.inicio) return null
  const hallado = tramo.mensajes[0]
  if (hallado?.posicion === posicion && hallado.id === idMensaje) return null
  return ajena(posicion, idMensaje)
}

/** Desde dónde lee un tópico nuevo: lo primero que queda, o sólo lo que llegue desde ahora. */
export const comienzoDe = async (
  fuente: Fuente,
  topico: string,
  inicio: 'principio' | 'cabeza',
): Promise<Comienzo> => {
  const { cabeza, inicio: primera } = await fuente.leer(topico, 0, 0)
  const posicion = inicio === 'cabeza' ? cabeza : primera - 1
  if (posicion === 0) return { topico, posicion, idMensaje: null }
  const { mensajes } = await fuente.leer(topico, posicion - 1, 1)
  return { topico, posicion, idMensaje: mensajes[0]?.posicion === posicion ? mensajes[0].id : null }
}
