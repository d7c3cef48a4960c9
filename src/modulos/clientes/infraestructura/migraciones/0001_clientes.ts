import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create sequence codigo_cliente as int4 minvalue 0`.execute(db)
  await sql`select setval('codigo_cliente', 0)`.execute(db)
  await sql`create table clientes (
    id uuid primary key,
    version int8 not null,
    codigo int4 not null,
    tipo text not null,
    nombre text not null,
    documento text,
    documento_tipo text,
    documento_numero text,
    correo text,
    idioma text not null,
    busqueda text not null,
    creado_en timestamptz not null,
    actualizado_en timestamptz not null,
    constraint clientes_codigo unique (codigo)
  )`.execute(db)
  await sql`create table documentos_cliente (
    id uuid primary key,
    version int8 not null,
    documento text not null unique,
    id_cliente uuid
  )`.execute(db)
  await sql`create index clientes_por_nombre on clientes ((nombre collate "es-x-icu"), id)`.execute(db)
  await sql`create index clientes_por_creacion on clientes (creado_en, id)`.execute(db)
  // Quien da un código a mano empuja el contador, para que el siguiente automático no choque con él.
  await sql`create function empujar_codigo_cliente() returns trigger language plpgsql as $$
    begin
      perform setval('codigo_cliente', m) from (select max(codigo) as m from nuevos) n
        where m > (select last_value from codigo_cliente);
      return null;
    end $$`.execute(db)
  await sql`create trigger empujar_codigo after insert on clientes referencing new table as nuevos
    for each statement execute function empujar_codigo_cliente()`.execute(db)
}
