import { type Lapso, muestreado, type Trazas } from '../../aplicacion/trazas.ts'
import type { PublicadorConMemoria } from '../relevo.ts'
import { codigoDe } from './fallo.ts'

/** Lo publicado desde que abrió. */
export type Publicados = { mensajes: number; fallos: number }

/**
 * Cuenta lo que sale hacia el broker y traza lo que va marcado. El sobre viaja como está en la bitácora:
 * quien lo reciba por otro camino tiene que ver el mismo.
 */
export const vigilarPublicador = (
  publicador: PublicadorConMemoria,
  trazas: Trazas,
  cuenta: Publicados,
): PublicadorConMemoria => ({
  ...publicador,
  async publicar(mensajes) {
    const lapsos: Lapso[] = trazas.activas
      ? mensajes
          .filter((m) => muestreado(m.traceparent))
          .map(({ topico, traceparent: padre, posicion, tipo: mensaje, id: idMensaje }) =>
            trazas.abrir(`publicar ${topico}`, {
              ...{ clase: 'productor', padre },
              atributos: { topico, posicion, mensaje, idMensaje },
            }),
          )
      : []
    try {
      await publicador.publicar(mensajes)
      cuenta.mensajes += mensajes.length
      for (const lapso of lapsos) lapso.terminar()
    } catch (error) {
      cuenta.fallos++
      for (const lapso of lapsos) lapso.terminar({ fallo: codigoDe(error) })
      throw error
    }
  },
})
