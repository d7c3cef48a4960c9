import { type Kysely, sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`alter table contratos add column indice_pendiente date`.execute(db)
  await sql`create index contratos_por_indice_pendiente on contratos (indice_pendiente)
    where indice_pendiente is not null`.execute(db)
  // Los que ya estaban en ejecución también tienen aniversarios: una cita ya cumplida los pone al día.
  await sql`insert into programados (clave, cuando, tipo, comando)
    select 'aniversario:' || id || ':alta', firmado_en, 'CumplirAniversarios', jsonb_build_object('id', id)
    from contratos where estado = 'Procesado'
      and (incremento->>'tipo' <> 'ninguno' or jsonb_path_exists(otrosies, '$[*].regla ? (@ != null)'))`.execute(
    db,
  )
}
