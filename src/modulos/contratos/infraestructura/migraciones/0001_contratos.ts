import { type Kysely, sql } from 'kysely'

// Los índices se cuentan: cada uno lo paga cada alta. Los de una sola columna repiten mucho, así que
// PostgreSQL los guarda compactos, y el desempate por id lo ordena él dentro de cada valor.
const INDICES = [
  'create index contratos_por_creacion on contratos (creado_en, id)',
  'create index contratos_por_estado on contratos (estado, creado_en, id)',
  'create index contratos_por_inicio on contratos (fecha_inicio)',
  'create index contratos_por_fin on contratos (fecha_fin)',
  'create index contratos_por_propiedad on contratos (id_propiedad)',
  'create index contratos_por_compania on contratos (id_compania)',
  'create index contratos_por_inquilino on contratos (id_inquilino)',
  'create index contratos_por_monto on contratos (moneda, monto_minimo)',
  // Da las zonas en uso sin recorrer la tabla.
  'create index contratos_por_zona on contratos (zona)',
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table contratos (
    id uuid primary key,
    version int8 not null,
    numero text collate "C" not null unique,
    estado text collate "C" not null
      check (estado in ('Pendiente', 'Firmado', 'Procesado', 'Terminado', 'Vencido', 'Anulado')),
    id_propiedad uuid not null,
    id_compania uuid not null,
    id_inquilino uuid not null,
    fecha_inicio date not null,
    fecha_fin date not null,
    fin_efectiva date not null,
    monto_minimo int8 not null check (monto_minimo > 0),
    moneda text collate "C" not null,
    escala int4 not null check (escala between 0 and 4),
    periodicidad text not null,
    revision int4 not null check (revision > 0),
    hash text not null,
    zona text collate "C" not null,
    codeudores jsonb not null,
    incremento jsonb not null,
    clausulas jsonb not null,
    firmas jsonb not null,
    tramos jsonb not null,
    otrosies jsonb not null,
    terminacion jsonb,
    motivo text,
    renueva_a uuid,
    renovado_por uuid,
    firmado_en timestamptz,
    procesado_en timestamptz,
    creado_en timestamptz not null,
    actualizado_en timestamptz not null,
    check (fecha_fin >= fecha_inicio)
  ) with (fillfactor = 85)`.execute(db)
  for (const indice of INDICES) await sql.raw(indice).execute(db)
  // Por debajo quedan los números que pone la gente (importaciones, la cartera de demostración).
  await sql`create sequence contratos_numero start 100001`.execute(db)
  // Copias mínimas de lo que otros módulos publican, para filtrar y buscar sin leer sus tablas.
  await sql`create table contratos_inmuebles (
    id uuid primary key,
    version int8 not null,
    nombre text not null,
    ciudad text not null,
    ciudad_llana text collate "C" not null,
    zona text collate "C" not null,
    busqueda text collate "C" not null
  )`.execute(db)
  await sql`create index contratos_inmuebles_por_ciudad on contratos_inmuebles (ciudad_llana)`.execute(db)
  await sql`create table contratos_clientes (
    id uuid primary key,
    version int8 not null,
    nombre text not null,
    documento text,
    busqueda text collate "C" not null
  )`.execute(db)
}
