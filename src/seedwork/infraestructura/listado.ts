import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Pagina, Pagineo } from '../aplicacion/paginas.ts'
import { sinTildes } from '../dominio/texto.ts'

type Fila = Readonly<Record<string, unknown>>

/** Un campo por el que se ordena: expresión SQL sin nulos y el tipo al que vuelve la marca. */
export type CampoDeOrden = Readonly<{
  expresion: RawBuilder<unknown>
  tipo: 'text' | 'int8' | 'numeric' | 'date' | 'timestamptz'
}>

/** Una lista por trozos sobre una tabla o vista con `id uuid`. */
export type Listado<Campo extends string, T> = Readonly<{
  origen: RawBuilder<unknown>
  condiciones: readonly RawBuilder<unknown>[]
  campos: Readonly<Record<Campo, CampoDeOrden>>
  porDefecto: Campo
  pagineo: Pagineo<Campo>
  /** Columnas que se calculan sólo para las filas del trozo, nunca para las que se descartan. Cada fila es `t`. */
  ademas?: RawBuilder<unknown>
  deFila: (fila: Fila) => T
}>

/** Orden alfabético como lo espera quien lee en español, sin que cuente la configuración del servidor. */
export const alfabetico = (columna: string): RawBuilder<string> => sql`${sql.ref(columna)} collate "es-x-icu"`

/** Condición «contiene», sin tildes ni mayúsculas, sobre una columna guardada ya con `sinTildes`. */
export const contiene = (columna: string, q: string): RawBuilder<boolean> =>
  sql`${sql.ref(columna)} like ${`%${sinTildes(q).replaceAll(/[\\%_]/g, '\\$&')}%`}`

const unir = (condiciones: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  condiciones.length === 0 ? sql`true` : sql.join([...condiciones], sql` and `)

/**
 * Lee un trozo por marca (nunca por desplazamiento): insertar filas mientras se pagina no repite ni
 * salta ninguna de las que ya estaban. Pide una de más para saber si hay otro trozo.
 */
export const listar = async <Campo extends string, T>(
  db: Kysely<unknown>,
  listado: Listado<Campo, T>,
): Promise<Pagina<T>> => {
  const { origen, condiciones, campos, pagineo, ademas, deFila } = listado
  const { campo, sentido } = pagineo.orden ?? { campo: listado.porDefecto, sentido: 'asc' as const }
  const { expresion, tipo } = campos[campo]
  const desc = sentido === 'desc'
  const { despues, limite } = pagineo
  const marca = despues
    ? [
        sql`(${expresion}, id) ${desc ? sql`<` : sql`>`} (${despues.valor}::${sql.raw(tipo)}, ${despues.id}::uuid)`,
      ]
    : []
  const direccion = desc ? sql`desc` : sql`asc`
  const enOrden = sql`order by ${expresion} ${direccion}, id ${direccion}`
  const trozo = sql<Fila>`
    select *, (${expresion})::text as _marca from ${origen} where ${unir([...condiciones, ...marca])}
    ${enOrden} limit ${limite + 1}`
  const consulta = ademas ? sql<Fila>`select *, ${ademas} from (${trozo}) as t ${enOrden}` : trozo
  const leidas = await consulta.execute(db)
  const filas = leidas.rows.slice(0, limite)
  const ultima = leidas.rows.length > limite ? filas.at(-1) : undefined
  const total = pagineo.totales ? { total: await contar(db, listado) } : {}
  return {
    elementos: filas.map(deFila),
    siguiente: ultima ? { valor: String(ultima._marca), id: String(ultima.id) } : null,
    ...total,
  }
}

const contar = async (
  db: Kysely<unknown>,
  { origen, condiciones }: Pick<Listado<string, unknown>, 'origen' | 'condiciones'>,
): Promise<number> => {
  const { rows } = await sql<{
    n: unknown
  }>`select count(*) as n from ${origen} where ${unir(condiciones)}`.execute(db)
  return Number(rows[0]?.n)
}
