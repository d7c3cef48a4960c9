import type pg from 'pg'

/** Un mensaje de la bitácora con su eslabón, el más nuevo primero. Instantes RFC 3339. */
export type Encadenado = Readonly<{
  id: string
  topico: string
  posicion: number
  tipo: string
  actor: string
  ocurrido_en: string
  contenido: Buffer
  /** Hexadecimal; `null` si la cadena aún no llega a él. */
  hash: string | null
}>

/** Cuáles: los de unos tópicos, anteriores al id `antes` (son UUID v7: el orden es el del tiempo). */
export type FiltroEncadenados = Readonly<{ topicos: readonly string[]; antes?: string; limite: number }>

const LISTAR = `select b.id, b.topico, b.posicion::float8 as posicion, b.tipo, b.actor,
    to_char(b.ocurrido_en at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ocurrido_en,
    b.contenido, encode(a.hash, 'hex') as hash
  from bitacora b left join auditoria a on a.topico = b.topico and a.posicion = b.posicion
  where b.topico = any($1) and ($2::uuid is null or b.id < $2) order by b.id desc limit $3`

/** Los mensajes de unos tópicos con el eslabón que los encadena. */
export const listarEncadenados = async (
  pool: pg.Pool,
  { topicos, antes, limite }: FiltroEncadenados,
): Promise<readonly Encadenado[]> => {
  const { rows } = await pool.query<Encadenado>(LISTAR, [topicos, antes ?? null, limite])
  return rows
}
