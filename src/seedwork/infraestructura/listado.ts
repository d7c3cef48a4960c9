import { hash } from 'node:crypto'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import type { Pagina, Pagineo } from '../aplicacion/paginas.ts'
import { sinTildes } from '../dominio/texto.ts'

type Fila = Readonly<Record<string, unknown>>

/** Un trozo de SQL que es verdadero o falso en cada fila. */
export type Condicion = RawBuilder<unknown>

/** Un campo por el que se ordena: expresión SQL sin nulos y el tipo al que vuelve la marca. */
export type CampoDeOrden = Readonly<{
  expresion: RawBuilder<unknown>
  tipo: 'text' | 'int8' | 'numeric' | 'date' | 'timestamptz'
}>

/** Una lista por trozos sobre una tabla o vista con `id uuid`. */
export type Listado<Campo extends string, T> = Readonly<{
  origen: RawBuilder<unknown>
  condiciones: readonly Condicion[]
  campos: Readonly<Record<Campo, CampoDeOrden>>
  porDefecto: Campo
  pagineo: Pagineo<Campo>
  /** Lo que se une sólo a las filas del trozo, nunca a las que se descartan. Cada fila es `t`. */
  ademas?: Readonly<{ columnas: RawBuilder<unknown>; uniones: RawBuilder<unknown> }>
  /** Conexiones con que una lista sin filtros va preparada: planearla costaba más que leerla. */
  preparar?: Pick<pg.Pool, 'query'>
  deFila: (fila: Fila) => T
}>

/** Orden alfabético como lo espera quien lee en español, sin que cuente la configuración del servidor. */
export const alfabetico = (columna: string): RawBuilder<string> => sql`${sql.ref(columna)} collate "es-x-icu"`

/** Condición «contiene», sin tildes ni mayúsculas, sobre una columna guardada ya con `sinTildes`. */
export const contiene = (columna: string, q: string): RawBuilder<boolean> =>
  sql`${sql.ref(columna)} like ${`%${sinTildes(q).replaceAll(/[\\%_]/g, '\\$&')}%`}`

/** La condición de un filtro que quizá no se dio. */
export const si = <T>(valor: T | undefined, condicion: (valor: T) => Condicion): Condicion[] =>
  valor === undefined ? [] : [condicion(valor)]

/** Un `where` con todas las condiciones, o con ninguna. */
export const donde = (condiciones: readonly Condicion[]): Condicion =>
  condiciones.length === 0 ? sql`true` : sql.join([...condiciones], sql` and `)

const preparada = (
  db: Kysely<unknown>,
  { consulta, preparar }: Readonly<{ consulta: RawBuilder<Fila>; preparar: Pick<pg.Pool, 'query'> }>,
): Promise<{ rows: Fila[] }> => {
  const { sql: text, parameters } = consulta.compile(db)
  return preparar.query<Fila>({ name: `lista:${hash('sha1', text)}`, text, values: [...parameters] })
}

/**
 * Lee un trozo por marca (nunca por desplazamiento): insertar filas mientras se pagina no repite ni
 * salta ninguna de las que ya estaban. Pide una de más para saber si hay otro trozo.
 */
export const listar = async <Campo extends string, T>(
  db: Kysely<unknown>,
  listado: Listado<Campo, T>,
): Promise<Pagina<T>> => {
  const { origen, condiciones, campos, pagineo, ademas, preparar, deFila } = listado
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
  const trozo = sql<Fila>`
    select *, ${expresion} as _orden from ${origen} where ${donde([...condiciones, ...marca])}
    order by ${expresion} ${direccion}, id ${direccion} limit ${sql.lit(limite + 1)}`
  const consulta = ademas
    ? sql<Fila>`select t.*, ${ademas.columnas} from (${trozo}) as t ${ademas.uniones}
        order by t._orden ${direccion}, t.id ${direccion}`
    : trozo
  // El límite va escrito: como parámetro, el plan preparado creería que se leen muchas. Con filtros no se
  // prepara: el plan bueno depende de qué se filtra, y el preparado acaba siendo el mismo para todos.
  const leidas = await (preparar && condiciones.length === 0
    ? preparada(db, { consulta, preparar })
    : consulta.execute(db))
  const filas = leidas.rows.slice(0, limite)
  const ultima = leidas.rows.length > limite ? filas.at(-1) : undefined
  const total = pagineo.totales ? { total: await contar(db, listado) } : {}
  return {
    elementos: filas.map(deFila),
    siguiente: ultima ? { valor: String(ultima._orden), id: String(ultima.id) } : null,
    ...total,
  }
}

const contar = async (
  db: Kysely<unknown>,
  { origen, condiciones }: Pick<Listado<string, unknown>, 'origen' | 'condiciones'>,
): Promise<number> => {
  const { rows } = await sql<{
    n: unknown
  }>`select count(*) as n from ${origen} where ${donde(condiciones)}`.execute(db)
  return Number(rows[0]?.n)
}
