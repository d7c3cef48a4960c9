import type pg from 'pg'
import type { ContratoPanel } from './consumidores/contrato.ts'

type Consultable = Pick<pg.Pool, 'query'>

/** Lo que el panel sabe de un inmueble. `area_m2` nula: provisional. */
export type InmueblePanel = Readonly<{ id: string; zona: string; area_m2: string | null; activo: boolean }>

const porId = <F extends { id: string }>(filas: readonly F[]): Map<string, F> =>
  new Map(filas.map((f) => [f.id, f]))

/** Los contratos que ya se conocen de esos ids, con su historia de cánones. */
export const leerContratos = async (
  db: Consultable,
  ids: readonly string[],
): Promise<Map<string, ContratoPanel>> => {
  const { rows } = await db.query<ContratoPanel>({
    name: 'panel:contratos',
    text: `select id, estado, id_propiedad, inicio, fin, fin_efectivo, moneda,
        (select coalesce(json_agg(json_build_object('desde', k.desde, 'monto', k.monto::text) order by k.desde), '[]')
          from panel_canones k where k.id = c.id) as canones
      from panel_contratos c where id = any($1::uuid[])`,
    values: [ids],
  })
  return porId(rows)
}

const GUARDAR_CONTRATOS = `insert into panel_contratos
    select id, estado, id_propiedad, inicio, fin, fin_efectivo, moneda
    from jsonb_to_recordset($1::jsonb) as f(id uuid, estado text, id_propiedad uuid, inicio date, fin date,
      fin_efectivo date, moneda text)
  on conflict (id) do update set estado = excluded.estado, id_propiedad = excluded.id_propiedad,
    inicio = excluded.inicio, fin = excluded.fin, fin_efectivo = excluded.fin_efectivo, moneda = excluded.moneda`

const GUARDAR_CANONES = `insert into panel_canones select f.id, k.desde, k.monto
  from jsonb_to_recordset($1::jsonb) as f(id uuid, canones jsonb),
    jsonb_to_recordset(f.canones) as k(desde date, monto numeric)`

/** Deja los contratos como se dan, con sus cánones y ninguno más. */
export const guardarContratos = async (
  db: Consultable,
  contratos: readonly ContratoPanel[],
): Promise<void> => {
  if (contratos.length === 0) return
  const filas = JSON.stringify(contratos)
  await db.query({ name: 'panel:guardar-contratos', text: GUARDAR_CONTRATOS, values: [filas] })
  await db.query('delete from panel_canones where id = any($1::uuid[])', [contratos.map((c) => c.id)])
  await db.query({ name: 'panel:guardar-canones', text: GUARDAR_CANONES, values: [filas] })
}

export const leerInmuebles = async (
  db: Consultable,
  ids: readonly string[],
): Promise<Map<string, InmueblePanel>> => {
  const { rows } = await db.query<InmueblePanel>(
    'select id, zona, area_m2::text as area_m2, activo from panel_inmuebles where id = any($1::uuid[])',
    [ids],
  )
  return porId(rows)
}

export const guardarInmuebles = async (
  db: Consultable,
  inmuebles: readonly InmueblePanel[],
): Promise<void> => {
  await db.query(
    `insert into panel_inmuebles select id, zona, area_m2, activo
       from jsonb_to_recordset($1::jsonb) as f(id uuid, zona text, area_m2 numeric, activo boolean)
     on conflict (id) do update set zona = excluded.zona, area_m2 = excluded.area_m2, activo = excluded.activo`,
    [JSON.stringify(inmuebles)],
  )
}

/** Suma a la cuenta de cada estado. */
export const sumarEstados = async (db: Consultable, deltas: ReadonlyMap<string, number>): Promise<void> => {
  await db.query(
    `insert into panel_estados as e select * from unnest($1::text[], $2::int8[])
     on conflict (estado) do update set contratos = e.contratos + excluded.contratos`,
    [[...deltas.keys()], [...deltas.values()]],
  )
}

/** Suma a la cuenta de cada `AAAA-MM-DD hecho`. */
export const sumarHechos = async (db: Consultable, deltas: ReadonlyMap<string, number>): Promise<void> => {
  const pares = [...deltas.keys()].map((clave) => clave.split(' '))
  await db.query(
    `insert into panel_hechos as h select * from unnest($1::date[], $2::text[], $3::int8[])
     on conflict (dia, hecho) do update set cuantos = h.cuantos + excluded.cuantos`,
    [pares.map(([dia]) => dia), pares.map(([, hecho]) => hecho), [...deltas.values()]],
  )
}
