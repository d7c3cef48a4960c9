import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Podar no se deshace: queda quién lo hizo, por qué y hasta dónde.
  await sql`create table podas (
    n int8 generated always as identity primary key,
    topico text not null,
    hasta int8 not null,
    forzada bool not null,
    actor text not null,
    motivo text not null,
    hecha_en timestamptz not null default clock_timestamp()
  )`.execute(db)
}
