import { type Kysely, sql } from 'kysely'

const INDICES = [
  'create index reservas_por_creacion on reservas (creado_en, id)',
  'create index reservas_por_estado on reservas (estado, creado_en, id)',
  'create index reservas_por_salida on reservas (primera_salida, id)',
  'create index reservas_por_cliente on reservas (id_cliente)',
  'create index reservas_por_ruta on reservas (origen, destino)',
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table reservas (
    id uuid primary key,
    version int8 not null,
    estado text collate "C" not null check (estado in ('Pendiente', 'Aprobada', 'Pagada', 'Cancelada')),
    id_cliente uuid,
    itinerarios jsonb not null,
    pasajeros jsonb not null,
    precio_minimo int8 check (precio_minimo > 0),
    moneda text collate "C",
    escala int4,
    expira_en timestamptz not null,
    catalogo text not null,
    origen text collate "C" not null,
    destino text collate "C" not null,
    primera_salida timestamptz not null,
    busqueda text collate "C" not null,
    aprobada_en timestamptz,
    pagada_en timestamptz,
    referencia_pago text collate "C" unique,
    cancelacion jsonb,
    creado_en timestamptz not null,
    actualizado_en timestamptz not null
  ) with (fillfactor = 85)`.execute(db)
  for (const indice of INDICES) await sql.raw(indice).execute(db)
}
