import type pg from 'pg'
import type { Mensaje } from '../aplicacion/mensajes.ts'
import type { Publicador } from '../aplicacion/publicador.ts'
import { sinTropiezo } from '../aplicacion/tropiezo.ts'
import type { Efecto } from './suscripciones/efecto.ts'
import { abrirSuscripcion, type OpcionesSuscripcion, type Suscripcion } from './suscripciones/suscripcion.ts'

/** Un publicador que además sabe hasta qué posición de un tópico guarda el broker (0 si nada). */
export type PublicadorConMemoria = Publicador & { hasta?(topico: string): Promise<number> }

type OpcionesRelevo = Readonly<{
  publicador: PublicadorConMemoria
  /** Ms sin nada nuevo tras los que se vuelve a publicar la cabeza de cada tópico (30 000). */
  cadaCabeza?: number
}> &
  Omit<OpcionesSuscripcion, 'atender' | 'efecto' | 'nombre' | 'ocio'> & { nombre?: string }

/** Publica y después mueve el cursor: si el proceso muere entre las dos cosas, el lote sale otra vez. */
const efectoPublicar = ({ publicador, pool, tropiezo = sinTropiezo }: OpcionesRelevo): Efecto => ({
  async correr(mensajes, moverCursor) {
    await publicador.publicar(mensajes)
    await tropiezo('relevo:publicado')
    await pool.query(moverCursor(mensajes.at(-1)!) as pg.QueryConfig)
    return mensajes.length
  },
})

const LOTE = 500

/**
 * Lo que el broker debería tener y quizá no: si perdió el final (o el disco entero), se publica otra
 * vez desde la bitácora; si no lo sabe decir, se repite la cabeza, y quien vaya atrás se da cuenta.
 */
const reponer = async (
  { publicador, fuente }: OpcionesRelevo,
  topico: string,
  hasta: number,
): Promise<void> => {
  if (hasta === 0) return
  const guardado = Math.min(hasta - 1, (await publicador.hasta?.(topico)) ?? hasta - 1)
  let desde = guardado
  while (desde < hasta) {
    const { mensajes, inicio } = await fuente.leer(topico, Math.max(desde, 0), Math.min(LOTE, hasta - desde))
    if (mensajes.length === 0 || desde + 1 < inicio) return
    await publicador.publicar(mensajes)
    desde = ultima(mensajes)
  }
}

const ultima = (mensajes: readonly Mensaje[]): number => mensajes.at(-1)!.posicion

/**
 * El relevo hacia un broker: una suscripción más, cuyo efecto es publicar. Sólo eventos: un comando en
 * el broker lo ejecutaría otro. Entrega al menos una vez y en orden; quien consume mira la posición.
 */
export const abrirRelevo = (o: OpcionesRelevo): Suscripcion => {
  const ajeno = o.topicos.find((t) => !t.startsWith('eventos-'))
  if (ajeno !== undefined) throw new RangeError(`el relevo sólo publica eventos, y «${ajeno}» no lo es`)
  const { publicador: _, cadaCabeza = 30_000, nombre = 'relevo', ...resto } = o
  return abrirSuscripcion({
    ...resto,
    nombre,
    efecto: efectoPublicar(o),
    ocio: {
      cada: cadaCabeza,
      async hacer(cursores) {
        for (const { topico, posicion } of cursores) await reponer(o, topico, posicion)
      },
    },
  })
}
