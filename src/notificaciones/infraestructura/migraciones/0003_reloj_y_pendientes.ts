import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Una sola fila: el último desfase del reloj de negocio que dijo la API.
  await sql`create table reloj (
    unico bool primary key default true check (unico),
    desfase_ms int8 not null
  )`.execute(db)
  // Los contratos en vida de antes de la agenda (0002) no tienen hitos hasta que algo les ocurra: se les
  // ponen al arrancar. Las horas son de cada zona y las sabe el dominio; aquí sólo se anota a quién le faltan.
  await sql`create table contratos_por_planificar (id uuid primary key)`.execute(db)
  await sql`insert into contratos_por_planificar (id)
    select id from contratos where ficha->'vida'->>'estado' in ('Firmado', 'Procesado')
      and ficha->'terminos'->>'fechaFin' <> ''`.execute(db)
}
