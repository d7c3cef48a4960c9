import type pg from 'pg'
import type { Posicion } from '../aplicacion/contexto.ts'
import { DependenciaCaida } from '../aplicacion/errores-consumo.ts'
import type { Tramo } from '../aplicacion/fuente.ts'
import type { Mensaje } from '../aplicacion/mensajes.ts'
import type { Publicador } from '../aplicacion/publicador.ts'
import { sinTropiezo } from '../aplicacion/tropiezo.ts'
import { ultimaSinApartar } from './suscripciones/apartado.ts'
import { posiciones } from './suscripciones/cursores.ts'
import {
  anotarConfirmado,
  CursoresMovidos,
  type Destino,
  destinoAnotado,
  retroceder,
} from './suscripciones/destinos.ts'
import type { Efecto } from './suscripciones/efecto.ts'
import { abrirSuscripcion, type OpcionesSuscripcion, type Suscripcion } from './suscripciones/suscripcion.ts'

/** Un mensaje que el broker guarda: posición en su tópico e id. */
export type Ultimo = Readonly<{ posicion: number; id: string }>

/** Un publicador que además sabe cosas del broker. */
export type PublicadorConMemoria = Publicador & {
  /** Hasta qué posición de un tópico guarda el broker (0 si nada). */
  hasta?(topico: string): Promise<number>
  /** Lo último que guarda de un tópico, o `null`: con su id se sabe si es de esta bitácora. */
  ultimo?(topico: string): Promise<Ultimo | null>
  /** Quién es el broker ahora; lo prepara si hace falta. */
  destino?(): Promise<Destino>
  /** Último número que el broker confirmó a este publicador. */
  confirmada?(): number
}

type OpcionesRelevo = Readonly<{
  publicador: PublicadorConMemoria
  /** Ms sin nada nuevo tras los que se vuelve a publicar la cabeza de cada tópico (30 000). */
  cadaCabeza?: number
}> &
  Omit<OpcionesSuscripcion, 'atender' | 'efecto' | 'nombre' | 'ocio'> & { nombre?: string }

const LOTE = 500
/** Ms de un lote: el de un broker que se está reponiendo es largo. */
const PLAZO = 60_000

const ultima = (mensajes: readonly Mensaje[]): number => mensajes.at(-1)!.posicion

/** Un tópico en el broker: `hasta` dónde lo guarda (0 si nada), y la posición desde la que se le repone. */
type Guardado = Posicion & Readonly<{ hasta: number }>

type Guarda = Readonly<{ posicion: number; id?: string }>

const loQueGuarda = async (publicador: PublicadorConMemoria, topico: string): Promise<Guarda> => {
  if (publicador.ultimo) return (await publicador.ultimo(topico)) ?? { posicion: 0 }
  return { posicion: (await publicador.hasta?.(topico)) ?? 0 }
}

/** Por qué lo último que guarda el broker no puede haber salido de esta bitácora, o `null`. */
const ajeno = ({ posicion: hasta, id }: Guarda, { cabeza, mensajes }: Tramo): string | null => {
  if (hasta > cabeza) return `hasta ${hasta} y la bitácora acaba en ${cabeza}`
  const [suyo] = mensajes
  if (id === undefined || suyo?.posicion !== hasta || suyo.id === id) return null
  return `con ${id} en la posición ${hasta} y la bitácora tiene ahí ${suyo.id}`
}

/**
 * Hasta dónde guarda el broker cada tópico. Si va por delante de la bitácora, o lo último que guarda no es lo que
 * ella tiene ahí, ésta se restauró a un momento anterior (y quizá ya creció más allá): no se publica nada.
 */
const guardados = async ({ publicador, fuente, topicos }: OpcionesRelevo): Promise<Guardado[]> => {
  const hallados: Guardado[] = []
  for (const topico of new Set(topicos)) {
    const guarda = await loQueGuarda(publicador, topico)
    const { posicion: hasta } = guarda
    const tramo = await fuente.leer(topico, Math.max(0, hasta - 1), 1)
    const motivo = ajeno(guarda, tramo)
    if (motivo !== null)
      throw new DependenciaCaida(`el broker guarda ${topico} ${motivo}: es otra o se restauró`)
    hallados.push({ topico, hasta, posicion: Math.max(hasta, tramo.inicio - 1) })
  }
  return hallados
}

/** Hasta dónde debería tener el broker cada tópico: lo apartado no salió. */
const publicadas = async ({ pool }: OpcionesRelevo, suscripcion: string): Promise<Map<string, number>> => {
  const hasta = new Map<string, number>()
  for (const [topico, posicion] of await posiciones(pool, suscripcion))
    hasta.set(topico, await ultimaSinApartar(pool, suscripcion, { topico, posicion }))
  return hasta
}

/**
 * Mira si el broker es el de siempre y no ha retrocedido. Si es nuevo, se publica desde el principio de
 * la bitácora; si perdió el final, desde donde guarde: los cursores vuelven atrás y el relevo sigue como
 * si nada, en lotes y en orden, y una caída a mitad no se salta nada.
 */
const comprobar = async (o: OpcionesRelevo, suscripcion: string): Promise<void> => {
  // Antes de mirar el broker: lo que otro relevo publique entretanto no parecerá una pérdida.
  const cursores = await publicadas(o, suscripcion)
  const anotado = await destinoAnotado(o.pool, suscripcion)
  const destino = await o.publicador.destino?.()
  if (!destino) return
  const guarda = await guardados(o)
  const mismo = anotado?.identidad === destino.identidad
  const entero = mismo && destino.secuencia >= anotado.secuencia
  // En la secuencia, lo que un tópico perdió lo tapa lo que otro creció. De uno vacío no se sabe si perdió:
  // el broker pudo olvidarlo por viejo.
  const cortos = guarda.filter(({ topico, hasta }) => hasta > 0 && hasta < (cursores.get(topico) ?? 0))
  if (entero && cortos.length === 0) return
  const perdidos = entero ? cortos : guarda
  if (await retroceder(o.pool, { suscripcion, destino, hasta: mismo ? perdidos : await comienzos(o) })) {
    await o.tropiezo?.('relevo:retrocedido')
    o.registro.warn({ anotado, destino }, 'el broker perdió lo publicado: se publica otra vez')
    throw new CursoresMovidos()
  }
}

const comienzos = ({ fuente, topicos }: OpcionesRelevo): Promise<Posicion[]> =>
  Promise.all(
    topicos.map(async (topico) => ({ topico, posicion: (await fuente.leer(topico, 0, 0)).inicio - 1 })),
  )

/** Publica y después mueve el cursor: si el proceso muere entre las dos cosas, el lote sale otra vez. */
const crearEfecto = (o: OpcionesRelevo, suscripcion: string) => {
  const { publicador, pool, tropiezo = sinTropiezo } = o
  let comprobado = false
  /** Hasta dónde llevó este proceso cada cursor: si lo siguiente no lo sigue, otro lo movió, o se restauró la base. */
  const llevado = new Map<string, number>()
  const publicar = async (mensajes: readonly Mensaje[]): Promise<void> => {
    try {
      if (!comprobado) await comprobar(o, suscripcion)
      comprobado = true
      await publicador.publicar(mensajes)
    } catch (error) {
      comprobado = false
      throw error
    }
    await tropiezo('relevo:sin-anotar')
    if (publicador.confirmada) await anotarConfirmado(pool, suscripcion, publicador.confirmada())
  }
  const efecto: Efecto = {
    async correr(mensajes, moverCursor) {
      const { topico, posicion } = mensajes[0]!
      comprobado &&= llevado.get(topico) === posicion - 1
      llevado.delete(topico)
      await publicar(mensajes)
      await tropiezo('relevo:publicado')
      await pool.query(moverCursor(mensajes.at(-1)!) as pg.QueryConfig)
      llevado.set(topico, ultima(mensajes))
      return mensajes.length
    },
  }
  return { efecto, publicar, comprobar: () => comprobar(o, suscripcion) }
}

type Publicar = (mensajes: readonly Mensaje[]) => Promise<void>

/**
 * Lo que el broker debería tener y quizá no: si perdió el final (o el disco entero), se publica otra
 * vez desde la bitácora; si no lo sabe decir, o ya lo comprobó `comprobar`, se repite la cabeza, y quien
 * vaya atrás se da cuenta.
 */
const reponer = async (
  { publicador, fuente }: OpcionesRelevo,
  { topico, posicion: hasta }: Posicion,
  publicar: Publicar,
): Promise<void> => {
  if (hasta === 0) return
  const dicho = publicador.destino ? undefined : await publicador.hasta?.(topico)
  let desde = Math.min(hasta - 1, dicho ?? hasta - 1)
  while (desde < hasta) {
    const { mensajes, inicio } = await fuente.leer(topico, Math.max(desde, 0), Math.min(LOTE, hasta - desde))
    if (mensajes.length === 0 || desde + 1 < inicio) return
    await publicar(mensajes)
    desde = ultima(mensajes)
  }
}

/**
 * El relevo hacia un broker: una suscripción más, cuyo efecto es publicar. Sólo eventos: un comando en
 * el broker lo ejecutaría otro. Entrega al menos una vez y en orden; quien consume mira la posición.
 */
export const abrirRelevo = (o: OpcionesRelevo): Suscripcion => {
  const ajeno = o.topicos.find((t) => !t.startsWith('eventos-'))
  if (ajeno !== undefined) throw new RangeError(`el relevo sólo publica eventos, y «${ajeno}» no lo es`)
  const { publicador: _, cadaCabeza = 30_000, nombre = 'relevo', ...resto } = o
  const salida = crearEfecto(o, nombre)
  return abrirSuscripcion({
    plazo: PLAZO,
    ...resto,
    nombre,
    efecto: salida.efecto,
    ocio: {
      cada: cadaCabeza,
      async hacer(cursores) {
        await salida.comprobar()
        // La cabeza es la de la base: quien despierta tras ser relevado no deja en el broker la suya, ya vieja.
        const hasta = await publicadas(o, nombre)
        for (const { topico } of cursores)
          await reponer(o, { topico, posicion: hasta.get(topico) ?? 0 }, salida.publicar)
      },
    },
  })
}
