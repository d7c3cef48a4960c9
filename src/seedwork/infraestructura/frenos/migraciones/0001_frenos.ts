import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Lo que cada proceso tomó de cada cubo en cada vuelta. Vale segundos: sin registro de escritura, y si la
  // base se cae se pierde sin daño.
  await sql`create unlogged table frenos (
    proceso uuid not null,
    vuelta int8 not null,
    freno text not null,
    llave text not null,
    fichas int4 not null check (fichas > 0),
    tomadas_en timestamptz not null default clock_timestamp(),
    primary key (proceso, vuelta, freno, llave)
  )`.execute(db)
  await sql`create index frenos_por_fecha on frenos (tomadas_en)`.execute(db)
}
