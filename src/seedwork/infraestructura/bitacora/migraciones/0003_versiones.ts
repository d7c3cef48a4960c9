import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // `1,2`: el mismo hecho salió a la vez en esas versiones. Nulo, lo corriente, es sólo la suya.
  await sql`alter table bitacora add column versiones text check (versiones ~ '^[0-9]+(,[0-9]+)+$')`.execute(
    db,
  )
}
