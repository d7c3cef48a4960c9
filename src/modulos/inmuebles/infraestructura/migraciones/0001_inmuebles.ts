import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create extension if not exists btree_gist`.execute(db)
  await sql`create sequence codigo_inmueble as int4 minvalue 0`.execute(db)
  await sql`select setval('codigo_inmueble', 0)`.execute(db)
  await sql`create table inmuebles (
    id uuid primary key,
    version int8 not null,
    codigo int4 not null,
    nombre text not null,
    tipo text not null,
    ciudad text not null,
    ciudad_clave text not null,
    pais text not null,
    zona text not null,
    area numeric,
    estado text not null,
    ocupaciones jsonb not null,
    busqueda text not null,
    creado_en timestamptz not null,
    actualizado_en timestamptz not null,
    constraint inmuebles_codigo unique (codigo)
  )`.execute(db)
  await sql`create index inmuebles_por_nombre on inmuebles ((nombre collate "es-x-icu"), id)`.execute(db)
  await sql`create index inmuebles_por_ciudad on inmuebles (ciudad_clave)`.execute(db)
  // Quien da un código a mano empuja el contador, para que el siguiente automático no choque con él.
  await sql`create function empujar_codigo_inmueble() returns trigger language plpgsql as $$
    begin
      perform setval('codigo_inmueble', m) from (select max(codigo) as m from nuevos) n
        where m > (select last_value from codigo_inmueble);
      return null;
    end $$`.execute(db)
  await sql`create trigger empujar_codigo after insert on inmuebles referencing new table as nuevos
    for each statement execute function empujar_codigo_inmueble()`.execute(db)
  // Lo mismo que decide el dominio, dicho otra vez por la base: dos contratos no comparten ningún día.
  await sql`create table ocupaciones (
    id_contrato uuid primary key,
    id_inmueble uuid not null references inmuebles (id),
    rango daterange not null check (not isempty(rango)),
    constraint ocupaciones_sin_solape exclude using gist (id_inmueble with =, rango with &&)
  )`.execute(db)
}
