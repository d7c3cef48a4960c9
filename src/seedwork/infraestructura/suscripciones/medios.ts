import type pg from 'pg'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import type { Trazas } from '../../aplicacion/trazas.ts'
import type { Tropiezo } from '../../aplicacion/tropiezo.ts'
import type { Registro } from '../registro.ts'
import type { Sentencia } from '../uow/sentencias.ts'
import type { Reintento } from './apartado.ts'
import { vigilando } from './atasco.ts'
import type { Efecto, MoverCursor } from './efecto.ts'
import type { Retenidas } from './retenidas.ts'
import { trazarLectura } from './trazar-lectura.ts'

/** Lo que comparten quien aplica los lotes y quien repite los apartados. */
export type Medios = Readonly<{
  suscripcion: string
  pool: pg.Pool
  efecto: Efecto
  tropiezo: Tropiezo
  trazas: Trazas
  registro: Registro
  reintento: Reintento
  retenidas: Retenidas
}>

/**
 * Corre el efecto entre sus puntos de caída y comprueba que cuenta bien lo que hizo. Falla como él, o con
 * `ProcesoAtascado`.
 */
export const correrEfecto = async (
  { efecto, tropiezo, trazas, suscripcion }: Medios,
  mensajes: readonly Mensaje[],
  mover: MoverCursor,
): Promise<number> => {
  await tropiezo('lector:antes-efecto')
  const hechos = await vigilando(() =>
    trazarLectura(trazas, suscripcion, mensajes, (suyos) => efecto.correr(suyos, mover)),
  )
  await tropiezo('lector:tras-commit')
  if (hechos >= 1 && hechos <= mensajes.length) return hechos
  throw new RangeError(`el efecto dice que hizo ${hechos} de ${mensajes.length} mensajes`)
}

export const consultar = async ({ pool }: Medios, sentencia: Sentencia): Promise<void> => {
  await pool.query(sentencia as pg.QueryConfig)
}

/** Lo que identifica a un mensaje en un registro, sin su contenido. */
export const ficha = (m: Mensaje) => ({
  topico: m.topico,
  posicion: m.posicion,
  id: m.id,
  tipo: m.tipo,
  clave: m.clave,
})
