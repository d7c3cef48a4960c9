import type pg from 'pg'
import { posicionesVisibles } from '#seedwork/infraestructura/proyecciones/vista.ts'
import { enTransaccion } from '#seedwork/infraestructura/suscripciones/transaccion.ts'
import { HECHOS, type Hecho } from './consumidores/contrato.ts'

/** Días antes del fin en que un contrato vigente cuenta como por vencer. */
const POR_VENCER = 90

type PorMoneda = Readonly<{ moneda: string; monto: string; contratos: number }>
type Cuentas = Readonly<Record<Hecho, number>>

/** Las cifras y series del tablero. Importes y áreas, decimales exactos; las monedas no se suman entre sí. */
export type Panel = Readonly<{
  /** El día pedido; `null`: hoy en la zona de cada inmueble. */
  a_fecha: string | null
  /** Hasta dónde de la bitácora llegan estas cifras. */
  posiciones: Readonly<Record<string, number>>
  contratos: Readonly<{
    total: number
    por_estado: Readonly<Record<string, number>>
    por_vigencia: Readonly<Record<'Futura' | 'Vigente' | 'PorVencer' | 'Finalizada', number>>
  }>
  /** Canon de los contratos que ocupan ese día. */
  canon: readonly PorMoneda[]
  ocupacion: Readonly<{
    inmuebles: number
    ocupados: number
    vacantes: number
    area_m2: string
    area_ocupada_m2: string
  }>
  /** Lo creado, firmado y procesado por día y por mes; también los que no tuvieron nada. */
  dias: readonly (Readonly<{ dia: string }> & Cuentas)[]
  meses: readonly (Readonly<{ mes: string }> & Cuentas)[]
  /** Contratos en curso que terminan cada mes, desde el de la fecha. */
  vencimientos: readonly Readonly<{ mes: string; contratos: number; canon: readonly PorMoneda[] }>[]
}>

/** Qué día es en cada zona, y cuántos días y meses de series. */
export type PedidoPanel = Readonly<{
  aFecha: string | null
  hoyEn(zona: string): string
  dias: number
  meses: number
}>

type Db = Pick<pg.PoolClient, 'query'>

/** `hoy` por zona, como tabla: lo calcula TypeScript, nunca la base. */
const HOY = `hoy as (select * from unnest($1::text[], $2::date[]) as h(zona, dia)),
  c as (select c.*, h.dia from panel_contratos c
    join panel_inmuebles p on p.id = c.id_propiedad join hoy h on h.zona = p.zona
    where c.estado in ('Firmado', 'Procesado', 'Vencido', 'Terminado'))`
const CANON = `lateral (select k.monto from panel_canones k
  where k.id = c.id order by k.desde > c.dia, abs(k.desde - c.dia) limit 1) k`

type Zonas = readonly [zonas: readonly string[], dias: readonly string[]]

const zonasDe = async (db: Db, hoyEn: PedidoPanel['hoyEn']): Promise<Zonas> => {
  const { rows } = await db.query<{ zona: string }>('select distinct zona from panel_inmuebles order by zona')
  const zonas = rows.map((f) => f.zona)
  return [zonas, zonas.map(hoyEn)]
}

const porEstado = async (db: Db): Promise<Record<string, number>> => {
  const { rows } = await db.query<{ estado: string; n: number }>(
    'select estado, contratos::float8 as n from panel_estados where contratos > 0 order by estado',
  )
  return Object.fromEntries(rows.map((f) => [f.estado, f.n]))
}

const porVigencia = async (db: Db, zonas: Zonas): Promise<Panel['contratos']['por_vigencia']> => {
  const { rows } = await db.query<Panel['contratos']['por_vigencia']>({
    name: 'panel:vigencia',
    text: `with ${HOY} select
        count(*) filter (where dia < inicio and fin_efectivo >= inicio)::float8 as "Futura",
        count(*) filter (where dia between inicio and fin_efectivo and fin_efectivo - dia > $3)::float8 as "Vigente",
        count(*) filter (where dia between inicio and fin_efectivo and fin_efectivo - dia <= $3)::float8 as "PorVencer",
        count(*) filter (where dia > fin_efectivo or fin_efectivo < inicio)::float8 as "Finalizada"
      from c`,
    values: [...zonas, POR_VENCER],
  })
  return rows[0]!
}

const canonDe = async (db: Db, zonas: Zonas): Promise<readonly PorMoneda[]> => {
  const { rows } = await db.query<PorMoneda>({
    name: 'panel:canon',
    text: `with ${HOY} select c.moneda, sum(k.monto)::text as monto, count(*)::float8 as contratos
      from c, ${CANON} where c.dia between c.inicio and c.fin_efectivo
      group by c.moneda order by c.moneda`,
    values: [...zonas],
  })
  return rows
}

const ocupacionDe = async (db: Db, zonas: Zonas): Promise<Panel['ocupacion']> => {
  const { rows } = await db.query<Panel['ocupacion']>({
    name: 'panel:ocupacion',
    text: `with ${HOY}, ocupadas as (
        select distinct id_propiedad from c where dia between inicio and fin_efectivo),
      o as (select p.area_m2, x.id_propiedad is not null as ocupado from panel_inmuebles p
        left join ocupadas x on x.id_propiedad = p.id where p.activo)
      select count(*)::float8 as inmuebles, count(*) filter (where ocupado)::float8 as ocupados,
        count(*) filter (where not ocupado)::float8 as vacantes,
        trim_scale(coalesce(sum(area_m2), 0))::text as area_m2,
        trim_scale(coalesce(sum(area_m2) filter (where ocupado), 0))::text as area_ocupada_m2 from o`,
    values: [...zonas],
  })
  return rows[0]!
}

type FilaVencimiento = PorMoneda & Readonly<{ mes: string }>

const vencimientosDe = async (
  db: Db,
  zonas: Zonas,
  meses: readonly string[],
): Promise<Panel['vencimientos']> => {
  const { rows } = await db.query<FilaVencimiento>({
    name: 'panel:vencimientos',
    text: `with ${HOY} select to_char(c.fin_efectivo, 'YYYY-MM') as mes, c.moneda, sum(k.monto)::text as monto,
        count(*)::float8 as contratos
      from c, ${CANON} where c.estado in ('Firmado', 'Procesado') and c.fin_efectivo >= c.dia
        and to_char(c.fin_efectivo, 'YYYY-MM') = any($3)
      group by 1, 2 order by 1, 2`,
    values: [...zonas, meses],
  })
  const porMes = Map.groupBy(rows, (f) => f.mes)
  return meses.map((mes) => {
    const canon = (porMes.get(mes) ?? []).map(({ mes: _, ...resto }) => resto)
    return { mes, contratos: canon.reduce((n, m) => n + m.contratos, 0), canon }
  })
}

type Serie = ReadonlyMap<string, Cuentas>

/** Las cuentas por periodo; `largo` es lo que se toma de `AAAA-MM-DD`: 10 por día, 7 por mes. */
const serieDe = async (db: Db, desde: string, hasta: string, largo: 7 | 10): Promise<Serie> => {
  const { rows } = await db.query<{ periodo: string; hecho: Hecho; n: number }>(
    `select left(dia::text, $3) as periodo, hecho, sum(cuantos)::float8 as n from panel_hechos
     where dia between $1 and $2 group by 1, 2`,
    [desde, hasta, largo],
  )
  const porPeriodo = Map.groupBy(rows, (f) => f.periodo)
  return new Map(
    [...porPeriodo].map(([periodo, filas]) => {
      const cuenta = (hecho: Hecho) => filas.find((f) => f.hecho === hecho)?.n ?? 0
      return [periodo, Object.fromEntries(HECHOS.map((h) => [h, cuenta(h)])) as Cuentas]
    }),
  )
}

const SIN_HECHOS = Object.fromEntries(HECHOS.map((h) => [h, 0])) as Cuentas

const seriesDe = async (db: Db, hoy: Temporal.PlainDate, { dias, meses }: PedidoPanel) => {
  const losDias = Array.from({ length: dias }, (_, i) => hoy.subtract({ days: dias - 1 - i }).toString())
  const mesDe = (atras: number) => hoy.toPlainYearMonth().subtract({ months: atras })
  const losMeses = Array.from({ length: meses }, (_, i) => mesDe(meses - 1 - i).toString())
  const hasta = hoy.toString()
  const porDia = await serieDe(db, losDias[0] ?? hasta, hasta, 10)
  const porMes = await serieDe(db, `${losMeses[0] ?? mesDe(0).toString()}-01`, hasta, 7)
  return {
    dias: losDias.map((dia) => ({ dia, ...(porDia.get(dia) ?? SIN_HECHOS) })),
    meses: losMeses.map((mes) => ({ mes, ...(porMes.get(mes) ?? SIN_HECHOS) })),
  }
}

const leer = async (db: Db, pedido: PedidoPanel): Promise<Panel> => {
  const { aFecha, hoyEn, meses } = pedido
  const zonas = await zonasDe(db, hoyEn)
  const hoy = Temporal.PlainDate.from(hoyEn('America/Bogota'))
  const estados = await porEstado(db)
  const proximos = Array.from({ length: meses }, (_, i) =>
    hoy.toPlainYearMonth().add({ months: i }).toString(),
  )
  const posiciones = await posicionesVisibles(db, 'panel')
  return {
    a_fecha: aFecha,
    posiciones: Object.fromEntries(posiciones.map((p) => [p.topico, p.posicion])),
    contratos: {
      total: Object.values(estados).reduce((a, b) => a + b, 0),
      por_estado: estados,
      por_vigencia: await porVigencia(db, zonas),
    },
    canon: await canonDe(db, zonas),
    ocupacion: await ocupacionDe(db, zonas),
    ...(await seriesDe(db, hoy, pedido)),
    vencimientos: await vencimientosDe(db, zonas, proximos),
  }
}

/** Todo el tablero en una sola instantánea. */
export const leerPanel = (pool: pg.Pool, pedido: PedidoPanel): Promise<Panel> =>
  enTransaccion({ pool, plazo: 5_000 }, async (tx) => {
    await tx.query('set transaction isolation level repeatable read read only')
    return leer(tx, pedido)
  })
