import { conPool } from '../fallas/bases.ts'

const TABLAS = `select c.relname as tabla,
    (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
     where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columnas
  from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'r' order by 1`
const SECUENCIAS = `select sequencename as nombre, last_value::text as ultimo from pg_sequences where schemaname = $1`

type Tabla = Readonly<{ tabla: string; columnas: string }>
type Volcado = Readonly<{
  tablas: readonly (Tabla & Readonly<{ filas: readonly string[] }>)[]
  secuencias: readonly Readonly<{ nombre: string; ultimo: string | null }>[]
}>

/** Las filas de un esquema en texto, como las da `pg_dump --data-only`: sin nada del servidor de donde salen. */
export const volcar = (url: string, esquema: string): Promise<Volcado> =>
  conPool(url, async (pool) => {
    const tablas = (await pool.query<Tabla>(TABLAS, [esquema])).rows
    const conFilas = []
    for (const t of tablas) {
      const { rows } = await pool.query<{ fila: string }>(
        `select t::text as fila from ${esquema}."${t.tabla}" t`,
      )
      conFilas.push({ ...t, filas: rows.map((f) => f.fila) })
    }
    const { rows: secuencias } = await pool.query(SECUENCIAS, [esquema])
    return { tablas: conFilas, secuencias }
  })

/** Deja en otro servidor, que ya tiene las tablas, justo lo volcado. Pide superusuario, como `--disable-triggers`. */
export const devolver = (url: string, esquema: string, { tablas, secuencias }: Volcado): Promise<void> =>
  conPool(url, async (pool) => {
    const hay = (await pool.query<Tabla>(TABLAS, [esquema])).rows
    const deMas = hay.filter((t) => !tablas.some((v) => v.tabla === t.tabla && v.columnas === t.columnas))
    if (hay.length !== tablas.length || deMas.length > 0)
      throw new Error(`las tablas no son las mismas: ${deMas.map((t) => t.tabla).join(', ')}`)
    const tx = await pool.connect()
    await tx.query(`begin; set local session_replication_role = replica`)
    await tx.query(`truncate ${tablas.map((t) => `${esquema}."${t.tabla}"`).join(', ')}`)
    for (const { tabla, columnas, filas } of tablas)
      await tx.query(
        `insert into ${esquema}."${tabla}" (${columnas}) overriding system value
         select ${columnas} from unnest($1::${esquema}."${tabla}"[])`,
        [filas],
      )
    for (const { nombre, ultimo } of secuencias)
      if (ultimo !== null)
        await tx.query(`select setval(format('%I.%I', $1::text, $2::text)::regclass, $3)`, [
          esquema,
          nombre,
          ultimo,
        ])
    await tx.query('commit')
    tx.release()
  })
