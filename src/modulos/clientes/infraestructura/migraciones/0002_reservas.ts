import { type Kysely, sql } from 'kysely'

/** Copia mínima de lo que publica vuelos: las reservas de cada cliente. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table clientes_reservas (
    id uuid primary key,
    version int8 not null,
    id_cliente uuid not null,
    estado text collate "C" not null,
    ruta text not null,
    salida timestamptz not null
  )`.execute(db)
  await sql`create index clientes_reservas_por_cliente on clientes_reservas (id_cliente, salida, id)`.execute(
    db,
  )
}
