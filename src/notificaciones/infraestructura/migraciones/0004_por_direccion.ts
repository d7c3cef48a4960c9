import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  // Para contar lo que salió a una dirección en la última hora.
  await sql`create index entregas_enviadas_por_direccion on entregas (direccion, enviada_en)
    where enviada_en is not null`.execute(db)
}
