import { type Kysely, sql } from 'kysely'

const copias = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table clientes (
    id uuid primary key,
    nombre text not null,
    correo text,
    idioma text not null,
    version int8 not null
  )`.execute(db)
  await sql`create table inmuebles (
    id uuid primary key,
    nombre text not null,
    ciudad text not null,
    zona text not null,
    version int8 not null
  )`.execute(db)
  await sql`create table contratos (
    id uuid primary key,
    version int8 not null,
    ficha jsonb not null
  )`.execute(db)
}

const entregas = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table entregas (
    id uuid primary key,
    tipo text not null,
    id_contrato uuid not null,
    hito text not null,
    fecha_fin text not null,
    destinatario text not null,
    canal text not null,
    estado text not null check (estado in
      ('pendiente', 'enviando', 'enviada', 'reintento', 'fallida', 'muerta', 'cancelada', 'omitida')),
    motivo text,
    cancelada_por text,
    faltan uuid[] not null default '{}',
    contenido jsonb not null,
    direccion text,
    idioma text,
    asunto text,
    texto text,
    html text,
    intentos int4 not null default 0,
    proximo_intento timestamptz not null default clock_timestamp(),
    arrendado_hasta timestamptz,
    epoca int8 not null default 0,
    ultimo_error text,
    respuesta int4,
    causa jsonb not null,
    causada_en timestamptz not null,
    creada_en timestamptz not null default clock_timestamp(),
    actualizada_en timestamptz not null default clock_timestamp(),
    enviada_en timestamptz,
    avisada_en timestamptz,
    constraint entrega_unica unique (tipo, id_contrato, hito, fecha_fin, destinatario, canal)
  )`.execute(db)
}

const indices = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index entregas_por_salir on entregas (proximo_intento)
    where estado in ('pendiente', 'reintento') and faltan = '{}'`.execute(db)
  await sql`create index entregas_en_vuelo on entregas (arrendado_hasta) where estado = 'enviando'`.execute(
    db,
  )
  await sql`create index entregas_en_espera on entregas using gin (faltan) where faltan <> '{}'`.execute(db)
  await sql`create index entregas_por_contrato on entregas (id_contrato)`.execute(db)
  await sql`create index entregas_por_fecha on entregas (creada_en, id)`.execute(db)
  await sql`create index entregas_por_estado on entregas (estado, creada_en, id)`.execute(db)
  await sql`create index entregas_sin_avisar on entregas (actualizada_en)
    where estado in ('muerta', 'fallida') and avisada_en is null`.execute(db)
}

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await copias(db)
  await entregas(db)
  await indices(db)
  // Una sola fila: cuándo se le escribió por última vez a administración.
  await sql`create table resumenes (
    unica bool primary key default true check (unica),
    ultimo timestamptz not null default '-infinity'
  )`.execute(db)
  await sql`insert into resumenes default values`.execute(db)
}
