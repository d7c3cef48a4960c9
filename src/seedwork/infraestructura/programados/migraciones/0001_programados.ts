import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table programados (
    id uuid primary key default gen_random_uuid(),
    clave text not null unique,
    cuando timestamptz not null,
    tipo text not null,
    comando jsonb not null,
    estado text not null default 'pendiente' check (estado in ('pendiente', 'disparado', 'cancelado')),
    intentos int4 not null default 0,
    proximo_intento timestamptz,
    error text,
    creado_en timestamptz not null default clock_timestamp(),
    cerrado_en timestamptz
  )`.execute(db)
  await sql`create index programados_pendientes on programados (cuando) where estado = 'pendiente'`.execute(
    db,
  )
}
