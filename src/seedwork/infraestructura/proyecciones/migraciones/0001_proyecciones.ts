import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Una fila por construcción, con quién la pidió y por qué; las retiradas quedan como historia.
  await sql`create table proyecciones (
    nombre text not null,
    generacion int4 not null,
    version int4 not null,
    estado text not null check (estado in ('viva', 'construyendo', 'retirada', 'abandonada')),
    motivo text not null,
    actor text not null,
    iniciada_en timestamptz not null default clock_timestamp(),
    viva_en timestamptz,
    terminada_en timestamptz,
    primary key (nombre, generacion)
  )`.execute(db)
  await sql`create unique index proyecciones_una_viva on proyecciones (nombre) where estado = 'viva'`.execute(
    db,
  )
  await sql`create unique index proyecciones_una_en_obra on proyecciones (nombre)
    where estado = 'construyendo'`.execute(db)
}
