import { type Kysely, type RawBuilder, sql } from 'kysely'
import { decimal } from '#seedwork/dominio/dinero.ts'
import type { Condicion } from '#seedwork/infraestructura/listado.ts'
import type {
  CabeceraVencimientos,
  FilaVencimiento,
  OrdenVencimientos,
  TramoVencimiento,
} from '../../aplicacion/queries/informes/puertos.ts'
import { TRAMOS_VENCIMIENTO } from '../../aplicacion/queries/informes/puertos.ts'
import type { Estado } from '../../dominio/contrato.ts'
import {
  COLUMNAS,
  canonEl,
  type DefinicionInforme,
  type Fila,
  type FilaSuma,
  filtrosComunes,
  OCUPAN,
  PARTES,
  porMoneda,
  totalesDe,
} from './comun.ts'
import { contratoDeFila } from './filas.ts'

/** Hasta cuántos días antes del fin entra un contrato en el informe. */
const DIAS = 180

const TRAMO = sql`case when dias < 0 then 'vencidos' when dias <= 30 then 'hasta_30'
  when dias <= 60 then 'de_31_a_60' when dias <= 90 then 'de_61_a_90' else 'de_91_a_180' end`

/** El contrato `s` firmado que ocupa el inmueble después de `c`. */
const SIGUIENTE = sql`s.id_propiedad = c.id_propiedad and s.fecha_inicio > c.fin_efectiva
  and s.estado = any(${OCUPAN}) and s.fin_efectiva >= s.fecha_inicio`
const RENOVACION = sql`s.id = c.renovado_por and s.estado <> 'Anulado'`

const COMUNES = (dia: RawBuilder<unknown>) => sql`c.id, c.id_propiedad, ${COLUMNAS},
  c.fin_efectiva - ${dia} as dias, ${canonEl(dia)} as canon`

/** Lo que está en vigor y termina pronto, con lo que lo sigue si ya se sabe. */
const proximos = (dia: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${COMUNES(dia)}, s.id as id_sucesor, s.numero as numero_sucesor, s.estado as estado_sucesor
  from contratos c join contratos_inmuebles p on p.id = c.id_propiedad ${PARTES}
  left join lateral (
    (select s.id, s.numero, s.estado, 1 as orden, s.fecha_inicio from contratos s where ${RENOVACION})
    union all
    (select s.id, s.numero, s.estado, 2, s.fecha_inicio from contratos s where ${SIGUIENTE})
    order by orden, fecha_inicio limit 1) s on true
  where c.estado = any(${OCUPAN}) and c.fecha_inicio <= ${dia}
    and c.fin_efectiva between ${dia} and ${dia} + ${sql.lit(DIAS)}`

/** Lo que terminó sin que nadie lo renovara, arrendara otra vez el inmueble o lo sacara de la cartera. */
const vencidos = (dia: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${COMUNES(dia)}, null::uuid, null::text, null::text
  from contratos c join contratos_inmuebles p on p.id = c.id_propiedad ${PARTES}
  where c.estado in ('Vencido', 'Procesado', 'Firmado') and c.fin_efectiva < ${dia} and p.activo
    and not exists (select from contratos s where ${RENOVACION})
    and not exists (select from contratos s where ${SIGUIENTE})`

type FilaTramo = FilaSuma & Readonly<{ tramo: TramoVencimiento; sin_sucesor: bigint; riesgo: string | null }>

const riesgoDe = ({ moneda, escala, sin_sucesor: contratos, riesgo }: FilaTramo) =>
  contratos > 0n ? [{ moneda, escala, contratos, suma: riesgo ?? '0' }] : []
const cuantos = (filas: readonly FilaTramo[], de: (f: FilaTramo) => bigint): number =>
  filas.reduce((n, f) => n + Number(de(f)), 0)

const tramoDe = (tramo: TramoVencimiento, filas: readonly FilaTramo[]) => ({
  tramo,
  contratos: cuantos(filas, (f) => f.contratos),
  con_sucesor: cuantos(filas, (f) => f.contratos - f.sin_sucesor),
  canon: totalesDe(filas),
  en_riesgo: totalesDe(filas.flatMap(riesgoDe)),
})

const sumar = async (
  db: Kysely<unknown>,
  { desde, condicion }: Readonly<{ desde: RawBuilder<unknown>; condicion: Condicion }>,
): Promise<Omit<CabeceraVencimientos, 'a_fecha'>> => {
  const { rows } = await sql<FilaTramo>`
    select ${TRAMO} as tramo, moneda, escala, count(*) as contratos, sum(canon) as suma,
      count(*) filter (where id_sucesor is null) as sin_sucesor,
      sum(canon) filter (where id_sucesor is null) as riesgo
    from ${desde} where ${condicion} group by 1, 2, 3 order by 2, 3`.execute(db)
  return {
    total: cuantos(rows, (f) => f.contratos),
    totales_por_moneda: totalesDe(porMoneda(rows)),
    tramos: TRAMOS_VENCIMIENTO.map((t) =>
      tramoDe(
        t,
        rows.filter((f) => f.tramo === t),
      ),
    ),
  }
}

const deFila = (f: Fila): FilaVencimiento => ({
  tramo: f.tramo as TramoVencimiento,
  dias: Number(f.dias),
  ...contratoDeFila(f),
  canon: decimal(f.canon as bigint, Number(f.escala)),
  sucesor:
    f.id_sucesor === null
      ? null
      : {
          id: String(f.id_sucesor),
          numero: String(f.numero_sucesor),
          estado: f.estado_sucesor as Estado,
        },
})

/** Qué termina en los próximos 180 días, y qué terminó sin que nadie hiciera nada. */
export const VENCIMIENTOS: DefinicionInforme<FilaVencimiento, CabeceraVencimientos, OrdenVencimientos> = {
  origen: (dia) =>
    sql`(select *, ${TRAMO} as tramo from (${proximos(dia)} union all ${vencidos(dia)}) as u) as r`,
  condiciones: (filtro) => [
    ...filtrosComunes(filtro),
    ...(filtro.tramo ? [sql`tramo = any(${[...filtro.tramo]}::text[])`] : []),
  ],
  campos: {
    fecha_fin: { expresion: sql.ref('fin_efectiva'), tipo: 'date' },
    codigo: { expresion: sql.ref('codigo'), tipo: 'int8' },
  },
  porDefecto: 'fecha_fin',
  leer: async (_, filas) => filas.map(deFila),
  sumar: async (db, { pedido: { aFecha }, ...origen }) => ({
    a_fecha: aFecha,
    ...(await sumar(db, origen)),
  }),
}
