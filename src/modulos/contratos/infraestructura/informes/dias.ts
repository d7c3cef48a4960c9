import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { FechaCivil, Zona } from '#seedwork/dominio/fecha.ts'
import type { Calendario } from '../../aplicacion/queries/puertos.ts'

/** Las zonas que comparten un mismo «hoy». En la Tierra nunca hay más de tres. */
export type Dia = Readonly<{ hoy: FechaCivil; zonas: readonly Zona[] }>

/**
 * Zonas que aparecen en una columna `zona` con índice. Salta de una a otra por él, así que cuesta lo mismo
 * con un millón de filas que con mil.
 */
export const zonasEnUso = async (db: Kysely<unknown>, tabla: string): Promise<readonly Zona[]> => {
  const origen = sql.table(tabla)
  const { rows } = await sql<{ zona: Zona }>`
    with recursive salto as (
      (select zona from ${origen} order by zona limit 1)
      union all
      select (select c.zona from ${origen} c where c.zona > salto.zona order by c.zona limit 1)
      from salto where salto.zona is not null)
    select zona from salto where zona is not null`.execute(db)
  return rows.map((r) => r.zona)
}

/** Qué día es en cada grupo de zonas, calculado en TypeScript: la base no opina. */
export const diasDe = async (
  db: Kysely<unknown>,
  calendario: Calendario,
  tabla = 'contratos',
): Promise<readonly Dia[]> => {
  const zonas = await zonasEnUso(db, tabla)
  return [...Map.groupBy(zonas, calendario)].map(([hoy, suyas]) => ({ hoy, zonas: suyas }))
}

/** El día de una fila según su columna de zona; sin ninguna zona en uso no hay filas, y da igual cuál. */
export const diaSegun = (dias: readonly Dia[], columna: string): RawBuilder<FechaCivil> => {
  const [primero, ...otros] = dias
  if (!primero) return sql`null::date`
  if (otros.length === 0) return sql`${primero.hoy}::date`
  const casos = otros.map(
    ({ hoy, zonas }) => sql`when ${sql.ref(columna)} = any(${[...zonas]}::text[]) then ${hoy}::date`,
  )
  return sql`case ${sql.join(casos, sql` `)} else ${primero.hoy}::date end`
}
