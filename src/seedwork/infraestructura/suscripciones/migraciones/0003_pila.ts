import { type Kysely, sql } from 'kysely'

/** De dónde salió el último fallo, con sus causas: lo que se mira después del texto. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table apartados add column pila text`.execute(db)
}
