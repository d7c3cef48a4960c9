import { type Kysely, sql } from 'kysely'

// Variación anual del IPC a diciembre (DANE), en puntos básicos.
const IPC = [
  [2019, 380],
  [2020, 161],
  [2021, 562],
  [2022, 1312],
  [2023, 928],
  [2024, 520],
  [2025, 510],
] as const

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table indices (
    id uuid primary key,
    version int8 not null,
    serie text collate "C" not null check (serie = 'ipc'),
    anio int4 not null,
    puntos_basicos int4 not null,
    actualizado_en timestamptz not null,
    unique (serie, anio)
  )`.execute(db)
  // El id sale del año, igual que en el dominio.
  for (const [anio, puntos] of IPC)
    await sql`insert into indices values (
      ('01900000-0000-7000-8000-' || lpad(${anio}::text, 12, '0'))::uuid, 1, 'ipc', ${anio}::int4,
      ${puntos}::int4, make_timestamptz(${anio}::int4 + 1, 1, 10, 0, 0, 0, 'UTC'))`.execute(db)
}
