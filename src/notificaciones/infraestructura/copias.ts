import type pg from 'pg'
import type { Referencias } from '../aplicacion/resolver.ts'
import type { FichaCliente, FichaContrato, FichaInmueble } from '../dominio/fichas.ts'
import type { ConVersion } from './consumidores/fichas.ts'

/** Donde se puede correr SQL: un pool o una transacción. */
export type Sql = Pick<pg.Pool, 'query'>

// Una ficha más vieja que la guardada (bitácora leída otra vez) no la pisa.
const GUARDAR_CLIENTES = `insert into clientes (id, nombre, correo, idioma, version)
  select f.id, f.nombre, f.correo, f.idioma, f.version
  from jsonb_to_recordset($1::jsonb) as f(id uuid, nombre text, correo text, idioma text, version int8)
  on conflict (id) do update set nombre = excluded.nombre, correo = excluded.correo, idioma = excluded.idioma,
    version = excluded.version
  where clientes.version < excluded.version`

const GUARDAR_INMUEBLES = `insert into inmuebles (id, nombre, ciudad, zona, version)
  select f.id, f.nombre, f.ciudad, f.zona, f.version
  from jsonb_to_recordset($1::jsonb) as f(id uuid, nombre text, ciudad text, zona text, version int8)
  on conflict (id) do update set nombre = excluded.nombre, ciudad = excluded.ciudad, zona = excluded.zona,
    version = excluded.version
  where inmuebles.version < excluded.version`

const GUARDAR_CONTRATOS = `insert into contratos (id, version, ficha)
  select c.id, c.version, c.ficha from jsonb_to_recordset($1::jsonb) as c(id uuid, version int8, ficha jsonb)
  on conflict (id) do update set version = excluded.version, ficha = excluded.ficha
  where contratos.version <= excluded.version`

/** Guarda las fichas de clientes más nuevas que las que hay. */
export const guardarClientes = async (
  tx: Sql,
  fichas: readonly ConVersion<FichaCliente>[],
): Promise<void> => {
  if (fichas.length > 0) await tx.query(GUARDAR_CLIENTES, [JSON.stringify(fichas)])
}

/** Guarda las fichas de inmuebles más nuevas que las que hay. */
export const guardarInmuebles = async (
  tx: Sql,
  fichas: readonly ConVersion<FichaInmueble>[],
): Promise<void> => {
  if (fichas.length > 0) await tx.query(GUARDAR_INMUEBLES, [JSON.stringify(fichas)])
}

/** Guarda las copias de contratos de un lote. */
export const guardarContratos = async (tx: Sql, copias: Iterable<FichaContrato>): Promise<void> => {
  const filas = [...copias].map((ficha) => ({ id: ficha.id, version: ficha.version, ficha }))
  if (filas.length > 0) await tx.query(GUARDAR_CONTRATOS, [JSON.stringify(filas)])
}

const porId = <F extends { id: string }>(filas: readonly F[]): Map<string, F> =>
  new Map(filas.map((f) => [f.id, f]))

/** Las copias de los contratos que se conocen de entre `ids`. */
export const contratosPorId = async (
  tx: Sql,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FichaContrato>> => {
  const { rows } = await tx.query<{ ficha: FichaContrato }>(
    'select ficha from contratos where id = any($1::uuid[])',
    [ids],
  )
  return porId(rows.map((f) => f.ficha))
}

/** Los ids de los contratos sobre esos inmuebles. */
export const contratosEn = async (tx: Sql, inmuebles: readonly string[]): Promise<readonly string[]> => {
  if (inmuebles.length === 0) return []
  const { rows } = await tx.query<{ id: string }>(
    `select id from contratos where ficha->'terminos'->>'idPropiedad' = any($1::text[])`,
    [inmuebles],
  )
  return rows.map((f) => f.id)
}

/** Clientes e inmuebles que se conocen de entre `ids`. */
export const referenciasPorId = async (tx: Sql, ids: readonly string[]): Promise<Referencias> => {
  if (ids.length === 0) return { clientes: new Map(), inmuebles: new Map() }
  const clientes = await tx.query<FichaCliente>(
    'select id, nombre, correo, idioma from clientes where id = any($1::uuid[])',
    [ids],
  )
  const inmuebles = await tx.query<FichaInmueble>(
    'select id, nombre, ciudad, zona from inmuebles where id = any($1::uuid[])',
    [ids],
  )
  return { clientes: porId(clientes.rows), inmuebles: porId(inmuebles.rows) }
}
