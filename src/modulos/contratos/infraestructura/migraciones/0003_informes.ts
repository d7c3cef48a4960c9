import { type Kysely, sql } from 'kysely'

/** La copia de cada inmueble lleva lo que los informes suman: su código, su área y si sigue en la cartera. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table contratos_inmuebles add column codigo int4, add column tipo text collate "C",
    add column area numeric, add column activo boolean`.execute(db)
  // Una vez, para las copias que ya había; desde aquí las pone cada hecho del inmueble.
  const { rows } = await sql<{ hay: boolean }>`select to_regclass('inmuebles') is not null as hay`.execute(db)
  if (rows[0]?.hay)
    await sql`update contratos_inmuebles p set codigo = i.codigo, tipo = i.tipo, area = i.area,
      activo = i.estado = 'Activo' from inmuebles i where i.id = p.id`.execute(db)
  await sql`alter table contratos_inmuebles alter column codigo set not null,
    alter column tipo set not null, alter column activo set not null`.execute(db)
  await sql`create index contratos_inmuebles_por_codigo on contratos_inmuebles (codigo, id)`.execute(db)
  await sql`create index contratos_inmuebles_por_zona on contratos_inmuebles (zona)`.execute(db)
}
