import type pg from 'pg'

/** Quién poda, qué y hasta dónde (inclusive). `forzar`: aunque alguna suscripción aún no haya pasado por ahí. */
export type Poda = Readonly<{
  topico: string
  hasta: number
  forzar?: boolean
  actor: string
  motivo: string
}>

/** No se puede podar hasta ahí sin forzar: alguien no ha leído todavía. */
export class PodaNegada extends Error {
  constructor(topico: string, hasta: number, { suscripcion, posicion }: Cursor) {
    super(`«${suscripcion}» va por ${posicion} en ${topico}: no se poda hasta ${hasta} sin forzar`)
    this.name = 'PodaNegada'
  }
}

type Cursor = Readonly<{ suscripcion: string; posicion: number }>

const TANDA = 5_000

/** Los esquemas de esta base con suscripciones: el de la API y los de otros servicios que vivan en ella. */
const esquemas = async (pool: pg.Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ esquema: string }>(
    `select n.nspname as esquema from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relname = 'suscripciones' and c.relkind = 'r' order by 1`,
  )
  return rows.map((f) => f.esquema)
}

/** La suscripción duradera más atrasada de un tópico, mirando toda la base, o `null` si nadie lo lee. */
export const masAtrasada = async (pool: pg.Pool, topico: string): Promise<Cursor | null> => {
  const cursores: Cursor[] = []
  for (const esquema of await esquemas(pool)) {
    const { rows } = await pool.query<Cursor>(
      `select $2 || '.' || suscripcion as suscripcion, posicion::float8 as posicion
       from "${esquema.replaceAll('"', '""')}".suscripciones where topico = $1 order by posicion limit 1`,
      [topico, esquema],
    )
    cursores.push(...rows)
  }
  return cursores.toSorted((a, b) => a.posicion - b.posicion)[0] ?? null
}

const borrar = async (pool: pg.Pool, topico: string): Promise<number> => {
  let borrados = 0
  for (;;) {
    const { rowCount } = await pool.query(
      `delete from bitacora where topico = $1 and posicion in (
         select b.posicion from bitacora b join cabezas c on c.topico = b.topico
         where b.topico = $1 and b.posicion < c.inicio order by b.posicion limit $2)`,
      [topico, TANDA],
    )
    borrados += rowCount ?? 0
    if ((rowCount ?? 0) < TANDA) return borrados
  }
}

/**
 * Borra de la bitácora un tópico hasta `hasta`, como mucho por detrás de la suscripción más atrasada.
 * Primero se dice dónde empieza ahora, en una transacción corta; después se borra por tandas, que una
 * caída deja a medias sin daño: la siguiente poda acaba. Devuelve cuántos mensajes borró.
 * @throws {PodaNegada} si una suscripción perdería algo y no se fuerza.
 */
export const podarBitacora = async (pool: pg.Pool, poda: Poda): Promise<number> => {
  const { topico, hasta, forzar = false, actor, motivo } = poda
  const atrasada = await masAtrasada(pool, topico)
  if (!forzar && atrasada !== null && atrasada.posicion < hasta) throw new PodaNegada(topico, hasta, atrasada)
  const { rowCount } = await pool.query(
    `with movida as (
       update cabezas set inicio = greatest(inicio, $2::int8 + 1)
       where topico = $1 and posicion >= $2 returning topico
     )
     insert into podas (topico, hasta, forzada, actor, motivo) select topico, $2, $3, $4, $5 from movida`,
    [topico, hasta, forzar, actor, motivo],
  )
  if (rowCount !== 1) throw new RangeError(`${topico} no llega a ${hasta}`)
  return borrar(pool, topico)
}
