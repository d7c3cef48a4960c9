import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Relleno bajo: la fila se reescribe en cada lote y así la versión nueva cabe en la misma página (HOT).
  await sql`create table cabezas (
    topico text primary key,
    posicion int8 not null default 0 check (posicion >= 0),
    inicio int8 not null default 1
  ) with (fillfactor = 10)`.execute(db)
  await sql`create table bitacora (
    topico text not null,
    posicion int8 not null,
    id uuid not null,
    tipo text not null,
    version_esquema int4 not null,
    clave uuid not null,
    version_agregado int8 not null,
    ocurrido_en timestamptz not null,
    guardado_en timestamptz not null default now(),
    actor text not null,
    origen text not null,
    correlacion text not null,
    causacion text,
    traceparent text,
    servicio text not null,
    contenido bytea not null,
    primary key (topico, posicion)
  )`.execute(db)
  await sql`create index bitacora_por_agregado on bitacora (topico, clave, version_agregado)`.execute(db)
  await sql`create table comandos (
    id uuid primary key,
    tipo text not null,
    actor text not null,
    huella text,
    estado text not null check (estado in ('pendiente', 'ejecutado', 'rechazado', 'apartado')),
    recurso uuid,
    agregados jsonb not null default '[]',
    respuesta text,
    problema jsonb,
    creado_en timestamptz not null default now()
  )`.execute(db)
  // A lo sumo una fila: cuánto va el reloj de negocio por delante del de la pared.
  await sql`create table reloj (
    unico bool primary key default true check (unico),
    desfase_ms int8 not null
  )`.execute(db)
  // Con ella una sentencia exige lo que la siguiente da por hecho, sin ir y volver a preguntar.
  await sql`create function exigir(hubo int8, hacian_falta int8) returns void language plpgsql as $$
    begin
      if hubo <> hacian_falta then raise exception 'otra transacción se adelantó' using errcode = 'AL002'; end if;
    end $$`.execute(db)
  await sql`create index comandos_por_edad on comandos using brin (creado_en)`.execute(db)
}
