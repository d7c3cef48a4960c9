import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table suscripciones (
    suscripcion text not null,
    topico text not null,
    posicion int8 not null check (posicion >= 0),
    id_mensaje uuid,
    epoca int8 not null default 0,
    dueno text,
    arrendado_hasta timestamptz,
    caidas int4 not null default 0,
    id_intento uuid,
    intentos int4 not null default 0,
    estado text not null default 'activa' check (estado in ('activa', 'pausada', 'detenida')),
    motivo text,
    movido_en timestamptz not null default clock_timestamp(),
    primary key (suscripcion, topico)
  ) with (fillfactor = 20)`.execute(db)
  await sql`create table apartados (
    id uuid primary key default gen_random_uuid(),
    suscripcion text not null,
    topico text not null,
    posicion int8 not null,
    clave text not null,
    id_mensaje uuid not null,
    tipo text not null,
    mensaje jsonb not null,
    estado text not null check (estado in ('esperando-reintento', 'esperando-referencia', 'en-cola',
      'espera-operador', 'marcado-reintento', 'marcado-edicion', 'marcado-descarte', 'resuelto', 'descartado')),
    intentos int4 not null default 0,
    error text,
    error_clase text,
    primer_fallo timestamptz,
    ultimo_fallo timestamptz,
    proximo_intento timestamptz,
    copia jsonb,
    motivo text,
    actor text,
    marcado_en timestamptz,
    apartado_en timestamptz not null default clock_timestamp(),
    cerrado_en timestamptz,
    unique (suscripcion, topico, posicion)
  )`.execute(db)
  await sql`create index apartados_abiertos on apartados (suscripcion, topico, clave, posicion)
    where cerrado_en is null`.execute(db)
  // Falla dentro de la sentencia, no después: así protege también a quien la manda junto con su COMMIT.
  await sql`create function cursor_ajeno() returns int4 language plpgsql as $$
    begin
      raise exception 'el cursor ya no es de este lector' using errcode = 'AL001';
    end $$`.execute(db)
}
