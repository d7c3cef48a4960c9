import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Lo último que se supo del broker de un relevo: si es otro o retrocede, se publica otra vez.
  await sql`create table destinos (
    suscripcion text primary key,
    identidad text not null,
    secuencia int8 not null
  )`.execute(db)
  // Lo que entró de fuera por un broker: cada id, una vez; `huella` delata a quien lo repite con otro contenido.
  await sql`create table bandeja_entrada (
    id uuid not null,
    suscripcion text not null,
    huella text not null,
    recibido_en timestamptz not null default clock_timestamp(),
    primary key (suscripcion, id)
  )`.execute(db)
  await sql`create table cuarentena (
    n int8 generated always as identity primary key,
    suscripcion text not null,
    topico text not null,
    id_mensaje text,
    cabeceras jsonb not null,
    contenido bytea not null,
    motivo text not null,
    recibido_en timestamptz not null default clock_timestamp()
  )`.execute(db)
}
