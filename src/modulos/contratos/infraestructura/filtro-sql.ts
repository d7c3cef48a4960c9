import { type Kysely, sql } from 'kysely'
import { type FechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'
import { type Condicion, si } from '#seedwork/infraestructura/listado.ts'
import type { Filtro } from '../aplicacion/queries/filtro-contratos.ts'
import type { Calendario } from '../aplicacion/queries/puertos.ts'
import { DIAS_POR_VENCER, ESTADOS_CON_VIGENCIA, type Vigencia } from '../dominio/vigencia.ts'
import { OCUPAN } from './informes/comun.ts'
import { type Dia, diasDe } from './informes/dias.ts'

const o = (condiciones: readonly Condicion[]): Condicion => sql`(${sql.join([...condiciones], sql` or `)})`
const y = (condiciones: readonly Condicion[]): Condicion => sql`(${sql.join([...condiciones], sql` and `)})`
// Con un solo valor, una igualdad: así el índice que empieza por la columna da también el orden.
const alguno = (columna: string, valores: readonly string[], tipo: 'text' | 'uuid'): Condicion =>
  valores.length === 1
    ? sql`${sql.ref(columna)} = ${valores[0]}::${sql.raw(tipo)}`
    : sql`${sql.ref(columna)} = any(${[...valores]}::${sql.raw(tipo)}[])`

/** Lo que dice `vigencia()` del dominio, en SQL, para un «hoy» dado. */
const VIGENCIA_EN: Readonly<Record<Vigencia, (hoy: FechaCivil) => Condicion>> = {
  Finalizada: (hoy) => sql`(fin_efectiva < ${hoy}::date or fin_efectiva < fecha_inicio)`,
  Futura: (hoy) => sql`(fecha_inicio > ${hoy}::date and fin_efectiva >= fecha_inicio)`,
  Vigente: (hoy) =>
    sql`(fecha_inicio <= ${hoy}::date and fin_efectiva > ${sumarDias(hoy, DIAS_POR_VENCER)}::date)`,
  PorVencer: (hoy) =>
    sql`(fecha_inicio <= ${hoy}::date
      and fin_efectiva between ${hoy}::date and ${sumarDias(hoy, DIAS_POR_VENCER)}::date)`,
}

/** La vigencia de una fila, dado el día que le toca: los mismos cuatro casos, como columna. */
export const vigenciaSql = (dia: Condicion): Condicion => sql`case
  when estado <> all(${OCUPAN}) then null
  when fin_efectiva < ${dia} or fin_efectiva < fecha_inicio then 'Finalizada'
  when fecha_inicio > ${dia} then 'Futura'
  when fin_efectiva - ${dia} <= ${sql.lit(DIAS_POR_VENCER)} then 'PorVencer'
  else 'Vigente' end`

const porDia = (dias: readonly Dia[], condicion: (hoy: FechaCivil) => Condicion): Condicion => {
  const [unico, ...otros] = dias
  if (!unico) return sql`false`
  // Casi siempre es el mismo día en todas las zonas en uso: no hace falta mirarlas.
  if (otros.length === 0) return condicion(unico.hoy)
  return o(dias.map(({ hoy, zonas }) => y([alguno('zona', zonas, 'text'), condicion(hoy)])))
}

// Cotas que no dependen de la zona: dejan entrar por el índice de fechas en vez de recorrer la historia.
// Valen porque hoy ≤ fin efectivo ≤ fecha de fin en todo lo que no está finalizado.
const cotas = (dias: readonly Dia[], { vigencia, venceEn }: Filtro): Condicion[] => {
  const hoys = dias.map((d) => d.hoy).sort()
  const [primero, ultimo] = [hoys[0], hoys.at(-1)]
  if (!primero || !ultimo) return []
  const enVigor = venceEn !== undefined || vigencia?.every((v) => v === 'Vigente' || v === 'PorVencer')
  const conFuturo = enVigor || vigencia?.every((v) => v !== 'Finalizada')
  return [
    ...(conFuturo ? [sql`fecha_fin >= ${primero}::date`] : []),
    ...(enVigor ? [sql`fecha_inicio <= ${ultimo}::date`] : []),
    // Lo que vence está Firmado o Procesado: su fin efectivo es el pactado.
    ...(venceEn === undefined ? [] : [sql`fecha_fin <= ${sumarDias(ultimo, venceEn)}::date`]),
  ]
}

const venceHasta =
  (plazo: number) =>
  (hoy: FechaCivil): Condicion =>
    sql`(fecha_inicio <= ${hoy}::date and fin_efectiva between ${hoy}::date and ${sumarDias(hoy, plazo)}::date)`

const deVigencia = async (
  db: Kysely<unknown>,
  filtro: Filtro,
  calendario: Calendario,
): Promise<Condicion[]> => {
  const { vigencia, venceEn } = filtro
  if (!vigencia && venceEn === undefined) return []
  const dias = await diasDe(db, calendario)
  return [
    alguno('estado', venceEn === undefined ? ESTADOS_CON_VIGENCIA : ['Firmado', 'Procesado'], 'text'),
    ...cotas(dias, filtro),
    ...si(vigencia, (v) => porDia(dias, (hoy) => o(v.map((cual) => VIGENCIA_EN[cual](hoy))))),
    ...si(venceEn, (plazo) => porDia(dias, venceHasta(plazo))),
  ]
}

const parecido = (texto: string): string => texto.replaceAll(/[\\%_]/g, '\\$&')

const idsDe = async (db: Kysely<unknown>, consulta: Condicion): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`${consulta}`.execute(db)
  return rows.map((r) => r.id)
}

/** Hasta cuántas coincidencias se buscan por índice. Con más, casi cualquier página las encuentra pronto. */
const POCAS = 1_000

// Primero los ids en las tablas pequeñas y después los contratos por sus índices: un «o» con
// subconsultas obligaría a recorrer todos los contratos. Si coinciden muchos, recorrer es lo barato.
const deReferencia = async (
  db: Kysely<unknown>,
  { tabla, columnas, llano }: { tabla: string; columnas: readonly string[]; llano: string },
): Promise<Condicion[]> => {
  const consulta = sql`select id from ${sql.table(tabla)} where busqueda like ${`%${parecido(llano)}%`}`
  const ids = await idsDe(db, sql`${consulta} limit ${POCAS + 1}`)
  if (ids.length === 0) return []
  return columnas.map((c) =>
    ids.length > POCAS ? sql`${sql.ref(c)} in (${consulta})` : alguno(c, ids, 'uuid'),
  )
}

const deBusqueda = async (db: Kysely<unknown>, q: Filtro['q']): Promise<Condicion[]> => {
  if (q === undefined) return []
  const { escrito, llano } = q
  const [inmuebles, clientes] = await Promise.all([
    deReferencia(db, { tabla: 'contratos_inmuebles', columnas: ['id_propiedad'], llano }),
    deReferencia(db, { tabla: 'contratos_clientes', columnas: ['id_compania', 'id_inquilino'], llano }),
  ])
  // Los números suelen ir en mayúsculas; así los dos comienzos entran por el índice de `numero`.
  const comienzos = [...new Set([escrito, escrito.toUpperCase()])].map((t) => `${parecido(t)}%`)
  return [o([...comienzos.map((c) => sql`numero like ${c}`), ...inmuebles, ...clientes])]
}

const deCiudad = async (db: Kysely<unknown>, ciudad: string | undefined): Promise<Condicion[]> =>
  ciudad === undefined
    ? []
    : [
        alguno(
          'id_propiedad',
          await idsDe(db, sql`select id from contratos_inmuebles where ciudad_llana = ${ciudad}`),
          'uuid',
        ),
      ]

// Lo anulado sólo sale si se pide: para la oficina ya no existe, y de él queda su historia.
const deEstado = ({ estado }: Filtro): Condicion =>
  estado ? alguno('estado', estado, 'text') : sql`estado <> 'Anulado'`

const deColumnas = (f: Filtro): Condicion[] => [
  deEstado(f),
  ...si(f.idCompania, (v) => sql`id_compania = ${v}::uuid`),
  ...si(f.idInquilino, (v) => sql`id_inquilino = ${v}::uuid`),
  ...si(f.idPropiedad, (v) => sql`id_propiedad = ${v}::uuid`),
  ...si(f.moneda, (v) => sql`moneda = ${v}`),
  ...si(f.inicioDesde, (v) => sql`fecha_inicio >= ${v}::date`),
  ...si(f.inicioHasta, (v) => sql`fecha_inicio <= ${v}::date`),
  ...si(f.finDesde, (v) => sql`fecha_fin >= ${v}::date`),
  ...si(f.finHasta, (v) => sql`fecha_fin <= ${v}::date`),
  ...si(f.minimoDesde, (v) => sql`monto_minimo >= ${String(v)}::int8`),
  ...si(f.minimoHasta, (v) => sql`monto_minimo <= ${String(v)}::int8`),
]

/** Las condiciones de un filtro sobre `contratos`. Ninguna usa `now()`: el «hoy» llega de fuera. */
export const condicionesDe = async (
  db: Kysely<unknown>,
  { filtro, calendario }: Readonly<{ filtro: Filtro; calendario: Calendario }>,
): Promise<readonly Condicion[]> => {
  const [vigencia, busqueda, ciudad] = await Promise.all([
    deVigencia(db, filtro, calendario),
    deBusqueda(db, filtro.q),
    deCiudad(db, filtro.ciudad),
  ])
  return [...deColumnas(filtro), ...vigencia, ...busqueda, ...ciudad]
}
