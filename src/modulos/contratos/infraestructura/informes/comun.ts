import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Pagina, Pagineo } from '#seedwork/aplicacion/paginas.ts'
import { decimal } from '#seedwork/dominio/dinero.ts'
import {
  type CampoDeOrden,
  type Condicion,
  contiene,
  donde,
  listar,
  si,
} from '#seedwork/infraestructura/listado.ts'
import type {
  FiltroDeInforme,
  Informe,
  Ocupados,
  PedidoInforme,
  PorVencer,
} from '../../aplicacion/queries/informes/puertos.ts'
import type { TotalMoneda } from '../../aplicacion/queries/puertos.ts'
import { ESTADOS_CON_VIGENCIA } from '../../dominio/vigencia.ts'
import { type Dia, diaSegun, diasDe } from './dias.ts'

export type Fila = Readonly<Record<string, unknown>>

export const texto = (valor: unknown): string | null => (valor === null ? null : String(valor))

/** Los estados que ocupan el inmueble, de inicio a fin efectivo. */
export const OCUPAN = sql`array[${sql.join(ESTADOS_CON_VIGENCIA.map((e) => sql.lit(e)))}]::text[]`

/** Unidades mínimas del canon del contrato `c` un día: el último tramo que empezó, o el primero. */
export const canonEl = (dia: RawBuilder<unknown>): RawBuilder<unknown> => sql`case
  when jsonb_array_length(c.tramos) = 1 then (c.tramos -> 0 ->> 'minimo')::int8
  else coalesce(
    (select (t.v ->> 'minimo')::int8 from jsonb_array_elements(c.tramos) with ordinality t(v, i)
      where (t.v ->> 'desde')::date <= ${dia} order by t.i desc limit 1),
    (c.tramos -> 0 ->> 'minimo')::int8, c.monto_minimo) end`

/** Lo que todo informe enseña de un inmueble (`p`) y de las partes de un contrato (`c`, `cc`, `ci`). */
export const COLUMNAS = sql`p.codigo, p.nombre as propiedad, p.ciudad, p.ciudad_llana,
  p.busqueda as busca_propiedad, c.numero, c.estado, c.id_compania, cc.nombre as compania,
  cc.busqueda as busca_compania, c.id_inquilino, ci.nombre as inquilino, ci.busqueda as busca_inquilino,
  c.moneda, c.escala, c.fecha_inicio, c.fin_efectiva`

export const PARTES = sql`left join contratos_clientes cc on cc.id = c.id_compania
  left join contratos_clientes ci on ci.id = c.id_inquilino`

const buscado = ({ escrito, llano }: NonNullable<FiltroDeInforme['q']>): Condicion => {
  const nombres = ['busca_propiedad', 'busca_compania', 'busca_inquilino'].map((c) => contiene(c, llano))
  return sql`(${sql.join([...nombres, sql`starts_with(upper(numero), ${escrito.toUpperCase()})`], sql` or `)})`
}

/** Los filtros que entiende todo informe, sobre sus columnas comunes. */
export const filtrosComunes = (f: FiltroDeInforme): Condicion[] => [
  ...si(f.idPropiedad, (v) => sql`id_propiedad = ${v}::uuid`),
  ...si(f.idCompania, (v) => sql`id_compania = ${v}::uuid`),
  ...si(f.idInquilino, (v) => sql`id_inquilino = ${v}::uuid`),
  ...si(f.ciudad, (v) => sql`ciudad_llana = ${v}`),
  ...si(f.moneda, (v) => sql`moneda = ${v}`),
  ...si(f.venceEn, (v) => sql`dias between 0 and ${v}::int4`),
  ...si(f.q, buscado),
]

export type FilaSuma = Readonly<{ moneda: string; escala: number; suma: string; contratos: bigint }>

/** Junta las sumas de una misma moneda, en el orden de las monedas. */
export const porMoneda = (filas: readonly FilaSuma[]): FilaSuma[] =>
  [...Map.groupBy(filas, (f) => f.moneda).values()]
    .map((suyas) => ({
      ...suyas[0]!,
      contratos: suyas.reduce((n, f) => n + f.contratos, 0n),
      suma: String(suyas.reduce((n, f) => n + BigInt(f.suma), 0n)),
    }))
    .sort((a, b) => (a.moneda < b.moneda ? -1 : 1))

/** De sumas en unidades mínimas a totales por moneda. */
export const totalesDe = (filas: readonly FilaSuma[]): TotalMoneda[] =>
  filas.map(({ moneda, escala, suma, contratos }) => ({
    moneda,
    monto: decimal(BigInt(suma), escala),
    contratos: Number(contratos),
  }))

export type FilaOcupados = Readonly<{
  inmuebles: bigint
  ocupados: bigint
  porcentaje: string | null
  area: string
  area_ocupada: string
  porcentaje_area: string | null
  hasta_30: bigint
  de_31_a_60: bigint
  de_61_a_90: bigint
}>

/** Cuentas de un grupo de inmuebles con el contrato que los ocupa (o nulo), para sumarlas después. */
export const CUENTAS = sql`count(*) as inmuebles, count(id_contrato) as ocupados, sum(area) as area,
  sum(area) filter (where id_contrato is not null) as area_ocupada,
  count(*) filter (where dias between 0 and 30) as hasta_30,
  count(*) filter (where dias between 31 and 60) as de_31_a_60,
  count(*) filter (where dias between 61 and 90) as de_61_a_90`

const entera = (columna: string) => sql`coalesce(sum(${sql.ref(columna)}), 0)::int8 as ${sql.ref(columna)}`

/** Suma de esas cuentas. Los porcentajes llevan un decimal; los de nada son nulos. */
export const OCUPADOS = sql`${sql.join(
  ['inmuebles', 'ocupados', 'hasta_30', 'de_31_a_60', 'de_61_a_90'].map(entera),
)}, trim_scale(coalesce(sum(area), 0))::text as area,
  trim_scale(coalesce(sum(area_ocupada), 0))::text as area_ocupada,
  round(100 * sum(ocupados) / nullif(sum(inmuebles), 0), 1)::text as porcentaje,
  round(100 * coalesce(sum(area_ocupada), 0) / nullif(sum(area), 0), 1)::text as porcentaje_area`

export const ocupadosDe = (f: FilaOcupados): Ocupados => ({
  inmuebles: Number(f.inmuebles),
  ocupados: Number(f.ocupados),
  vacantes: Number(f.inmuebles - f.ocupados),
  porcentaje: f.porcentaje,
  area_m2: f.area,
  area_ocupada_m2: f.area_ocupada,
  porcentaje_area: f.porcentaje_area,
})

export const porVencerDe = (f: FilaOcupados): PorVencer => ({
  hasta_30: Number(f.hasta_30),
  de_31_a_60: Number(f.de_31_a_60),
  de_61_a_90: Number(f.de_61_a_90),
})

/** Un informe: de dónde salen sus filas, cómo se leen y qué suma su cabecera. */
export type DefinicionInforme<F, C, O extends string> = Readonly<{
  /** Una subconsulta con alias `r` y columna `id`. `dia` da el de cada inmueble (`p.zona`). */
  origen(dia: RawBuilder<unknown>): RawBuilder<unknown>
  condiciones(filtro: FiltroDeInforme): Condicion[]
  campos: Readonly<Record<O, CampoDeOrden>>
  porDefecto: O
  leer(db: Kysely<unknown>, filas: readonly Fila[]): Promise<readonly F[]>
  sumar(
    db: Kysely<unknown>,
    origen: Readonly<{ desde: RawBuilder<unknown>; condicion: Condicion; pedido: PedidoInforme<O> }>,
  ): Promise<C>
}>

/** Lee en una sola instantánea, sin poder escribir. */
export const enInstantanea = <R>(
  db: Kysely<unknown>,
  leer: (tx: Kysely<unknown>) => Promise<R>,
): Promise<R> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(leer)

/** El día de cada inmueble, según el calendario de la consulta. */
export const diaDeInmuebles = async (
  db: Kysely<unknown>,
  { calendario }: Pick<PedidoInforme<string>, 'calendario'>,
): Promise<readonly Dia[]> => diasDe(db, calendario, 'contratos_inmuebles')

/** Arma un informe sobre `db`. */
export const crearInforme = <F, C, O extends string>(
  db: Kysely<unknown>,
  definicion: DefinicionInforme<F, C, O>,
): Informe<F, C, O> => {
  const { campos, porDefecto } = definicion
  const armar = ({ filtro }: PedidoInforme<O>, dias: readonly Dia[]) => ({
    origen: definicion.origen(diaSegun(dias, 'p.zona')),
    condiciones: definicion.condiciones(filtro),
  })
  const pagina = async (
    tx: Kysely<unknown>,
    { origen, condiciones }: ReturnType<typeof armar>,
    { totales: _, ...pagineo }: Pagineo<O>,
  ): Promise<Pagina<F>> => {
    const identidad = (fila: Fila): Fila => fila
    const leida = await listar(tx, { origen, condiciones, campos, porDefecto, pagineo, deFila: identidad })
    return { ...leida, elementos: await definicion.leer(tx, leida.elementos) }
  }
  return {
    ver: (pedido) =>
      enInstantanea(db, async (tx) => {
        const partes = armar(pedido, await diaDeInmuebles(tx, pedido))
        const { origen: desde, condiciones } = partes
        const cabecera = await definicion.sumar(tx, { desde, condicion: donde(condiciones), pedido })
        return { ...cabecera, ...(await pagina(tx, partes, pedido.pagineo)) }
      }),
    async *recorrer(pedido) {
      const partes = armar(pedido, await diaDeInmuebles(db, pedido))
      let { pagineo } = pedido
      for (;;) {
        const { elementos, siguiente } = await pagina(db, partes, pagineo)
        if (elementos.length > 0) yield elementos
        if (!siguiente) return
        pagineo = { ...pedido.pagineo, despues: siguiente }
      }
    },
  }
}
