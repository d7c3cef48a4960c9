import { type Kysely, type RawBuilder, sql } from 'kysely'
import { decimal } from '#seedwork/dominio/dinero.ts'
import type { Condicion } from '#seedwork/infraestructura/listado.ts'
import type {
  CabeceraPendientes,
  FilaPendiente,
  OrdenPendientes,
  TipoPendiente,
} from '../../aplicacion/queries/informes/puertos.ts'
import { TIPOS_PENDIENTE } from '../../aplicacion/queries/informes/puertos.ts'
import {
  COLUMNAS,
  canonEl,
  type DefinicionInforme,
  type Fila,
  type FilaSuma,
  filtrosComunes,
  PARTES,
  porMoneda,
  totalesDe,
} from './comun.ts'
import { contratoDeFila } from './filas.ts'

const DESDE = sql`from contratos c join contratos_inmuebles p on p.id = c.id_propiedad ${PARTES}`

const comunes = (tipo: TipoPendiente, dia: RawBuilder<unknown>, desde: RawBuilder<unknown>) => sql`
  ${sql.lit(tipo)} as tipo, c.id, c.id_propiedad, ${COLUMNAS}, ${canonEl(dia)} as canon,
  ${desde} as desde, ${dia} - ${desde} as dias`

const INICIO = sql`c.fecha_inicio`

/** Redactados a los que les falta alguna firma. */
const firmas = (dia: RawBuilder<unknown>) => sql`
  select ${comunes('firma', dia, INICIO)}, c.codeudores, c.firmas, null::int4 as falta_indice
  ${DESDE} where c.estado = 'Pendiente'`

/** Firmados que ya empezaron y nadie procesó. */
const procesamientos = (dia: RawBuilder<unknown>) => sql`
  select ${comunes('procesamiento', dia, INICIO)}, null::jsonb, null::jsonb, null::int4
  ${DESDE} where c.estado = 'Firmado' and c.fecha_inicio <= ${dia}`

// Lo mismo que `reglaEn` del dominio: el último otrosí que la cambió, o lo que había antes del primero.
const reglaEl = (dia: RawBuilder<unknown>) => sql`coalesce(
  (select o.v -> 'regla' -> 'despues' ->> 'tipo' from jsonb_array_elements(c.otrosies) with ordinality o(v, i)
    where o.v -> 'regla' <> 'null' and (o.v ->> 'efectiva')::date <= ${dia}
    order by o.v ->> 'efectiva' desc, o.i desc limit 1),
  (select o.v -> 'regla' -> 'antes' ->> 'tipo' from jsonb_array_elements(c.otrosies) with ordinality o(v, i)
    where o.v -> 'regla' <> 'null' order by o.i limit 1),
  c.incremento ->> 'tipo')`

const ANIVERSARIO = sql`(c.fecha_inicio + make_interval(years => g.n))::date`

// Lo mismo que `aniversarioPendiente` del dominio; una prueba los compara. Un año más que los cumplidos,
// porque `age` descuenta el de quien nació un 29 de febrero.
const aniversario = (dia: RawBuilder<unknown>) => sql`
  select ${ANIVERSARIO} as dia, ${reglaEl(ANIVERSARIO)} as regla
  from generate_series(1, extract(year from age(least(${dia}, c.fecha_fin), c.fecha_inicio))::int4 + 1) g(n)
  where ${ANIVERSARIO} <= least(${dia}, c.fecha_fin) and ${reglaEl(ANIVERSARIO)} <> 'ninguno'
    and not exists (select from jsonb_array_elements(c.tramos) t where (t ->> 'desde')::date = ${ANIVERSARIO})
  order by g.n limit 1`

/** Aniversarios cumplidos con incremento pactado y sin aplicar; quizá esperan un índice. */
const incrementos = (dia: RawBuilder<unknown>) => sql`
  select ${comunes('incremento', dia, sql`a.dia`)}, null::jsonb, null::jsonb,
    case when a.regla in ('ipc', 'ipc_mas') and not exists (
      select from indices i where i.serie = 'ipc' and i.anio = extract(year from a.dia)::int4 - 1)
    then extract(year from a.dia)::int4 - 1 end
  ${DESDE} cross join lateral (${aniversario(dia)}) a
  where c.estado = 'Procesado' and (c.incremento ->> 'tipo' <> 'ninguno' or c.otrosies <> '[]')
    and (c.fecha_inicio + interval '1 year')::date <= ${dia}`

/** Todo lo que alguien tiene que hacer. Cada contrato, a lo más una vez: cada tipo es de otro estado. */
export const pendientesEl = (dia: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${firmas(dia)} union all ${procesamientos(dia)} union all ${incrementos(dia)}) as r`

type FilaTipo = FilaSuma & Readonly<{ tipo: TipoPendiente }>

/** Cuántos hay de cada tipo y cuánto canon suman, por moneda. */
export const sumarPendientes = async (
  db: Kysely<unknown>,
  { desde, condicion }: Readonly<{ desde: RawBuilder<unknown>; condicion: Condicion }>,
): Promise<Omit<CabeceraPendientes, 'a_fecha'>> => {
  const { rows } = await sql<FilaTipo>`
    select tipo, moneda, escala, count(*) as contratos, sum(canon) as suma
    from ${desde} where ${condicion} group by 1, 2, 3`.execute(db)
  const cuenta = (tipo: TipoPendiente): number =>
    rows.filter((f) => f.tipo === tipo).reduce((n, f) => n + Number(f.contratos), 0)
  return {
    total: rows.reduce((n, f) => n + Number(f.contratos), 0),
    totales_por_moneda: totalesDe(porMoneda(rows)),
    por_tipo: Object.fromEntries(TIPOS_PENDIENTE.map((t) => [t, cuenta(t)])) as Record<TipoPendiente, number>,
  }
}

const faltanEn = (f: Fila): string[] => {
  if (f.tipo !== 'firma') return []
  const firmaron = new Set((f.firmas as readonly { idParte: string }[]).map((x) => x.idParte))
  const partes = [String(f.id_compania), String(f.id_inquilino), ...(f.codeudores as readonly string[])]
  return partes.filter((p) => !firmaron.has(p))
}

const nombresDe = async (db: Kysely<unknown>, ids: readonly string[]): Promise<Map<string, string>> => {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; nombre: string }>`
    select id, nombre from contratos_clientes where id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map((r) => [r.id, r.nombre]))
}

const deFila =
  (nombres: ReadonlyMap<string, string>) =>
  (f: Fila): FilaPendiente => ({
    tipo: f.tipo as TipoPendiente,
    desde: String(f.desde),
    dias: Number(f.dias),
    ...contratoDeFila(f),
    canon: decimal(f.canon as bigint, Number(f.escala)),
    faltan: faltanEn(f).map((id) => ({ id, nombre: nombres.get(id) ?? null })),
    falta_indice: f.falta_indice === null ? null : Number(f.falta_indice),
  })

/** Firmas que faltan, firmados sin procesar e incrementos sin aplicar: lo que espera a alguien. */
export const PENDIENTES: DefinicionInforme<FilaPendiente, CabeceraPendientes, OrdenPendientes> = {
  origen: pendientesEl,
  condiciones: (filtro) => [
    ...filtrosComunes(filtro),
    ...(filtro.tipo ? [sql`tipo = any(${[...filtro.tipo]}::text[])`] : []),
  ],
  campos: {
    desde: { expresion: sql.ref('desde'), tipo: 'date' },
    codigo: { expresion: sql.ref('codigo'), tipo: 'int8' },
  },
  porDefecto: 'desde',
  async leer(db, filas) {
    const nombres = await nombresDe(db, [...new Set(filas.flatMap(faltanEn))])
    return filas.map(deFila(nombres))
  },
  sumar: async (db, { pedido: { aFecha }, ...origen }) => ({
    a_fecha: aFecha,
    ...(await sumarPendientes(db, origen)),
  }),
}
