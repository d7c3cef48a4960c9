import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table auditoria (
    topico text not null,
    posicion int8 not null,
    id_mensaje uuid not null,
    actor text not null,
    tipo text not null,
    clave uuid not null,
    hash_anterior bytea not null,
    hash bytea not null,
    primary key (topico, posicion)
  )`.execute(db)
  // Sólo se añade. No detiene a quien es dueño de la base (para eso está la cadena), sí a un descuido.
  await sql`create function auditoria_solo_crece() returns trigger language plpgsql as $$
    begin
      raise exception 'la auditoría sólo crece: % no se admite', tg_op;
    end $$`.execute(db)
  await sql`create trigger solo_crece before update or delete or truncate on auditoria
    for each statement execute function auditoria_solo_crece()`.execute(db)
}
