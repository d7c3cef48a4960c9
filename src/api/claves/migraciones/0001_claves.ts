import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table claves (
    id text primary key,
    nombre text not null,
    huella bytea not null check (octet_length(huella) = 32),
    roles text[] not null,
    partes uuid[] not null,
    creada_en timestamptz not null default now(),
    creada_por text not null,
    motivo text not null,
    caduca_en timestamptz,
    usada_en timestamptz,
    revocada_en timestamptz,
    revocada_por text,
    motivo_revocacion text
  )`.execute(db)
}
