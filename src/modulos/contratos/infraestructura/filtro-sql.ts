import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type FechaCivil, sumarDias, type Zona } from '#seedwork/dominio/fecha.ts'
import type { Filtro } from '../aplicacion/queries/filtro-contratos.ts'
import type { Calendario } from '../aplicacion/queries/puertos.ts'
import { DIAS_POR_VENCER, ESTADOS_CON_VIGENCIA, type Vigencia } from '../dominio/vigencia.ts'

type Condicion = RawBuilder<unknown>

/** Las zonas que comparten un mismo «hoy». En la Tierra nunca hay más de tres. */
type Dia = Readonly<{ hoy: FechaCivil; zonas: readonly Zona[] }>

const o = (condiciones: readonly Condicion[]): Condicion => sql`(${sql.join([...condiciones], sql` or `)})`
const y = (condiciones: readonly Condicion[]): Condicion => sql`(${sql.join([...condiciones], sql` and `)})`
const alguno = (columna: string, valores: readonly string[], tipo: 'text' | 'uuid'): Condicion =>
  sql`${sql.ref(columna)} = any(${[...valores]}::${sql.raw(tipo)}[])`

/**
 * Zonas que aparecen en algún contrato. Salta de una a otra por el índice, así que cuesta lo mismo con
 * un millón de filas que con mil.
 */
const zonasEnUso = async (db: Kysely<unknown>): Promise<readonly Zona[]> => {
  const { rows } = await sql<{ zona: Zona }>`
    with recursive salto as (
      (select zona from contratos order by zona limit 1)
      union all
      select (select c.zona from contratos c where c.zona > salto.zona order by c.zona limit 1)
      from salto where salto.zona is not null)
    select zona from salto where zona is not null`.execute(db)
  return rows.map((r) => r.zona)
}

const diasDe = async (db: Kysely<unknown>, calendario: Calendario): Promise<readonly Dia[]> => {
  const zonas = await zonasEnUso(db)
  return [...Map.groupBy(zonas, calendario)].map(([hoy, suyas]) => ({ hoy, zonas: suyas }))
}

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

const porDia = (dias: readonly Dia[], condicion: (hoy: FechaCivil) => Condicion): Condicion =>
  dias.length === 0
    ? sql`false`
    : o(dias.map(({ hoy, zonas }) => y([alguno('zona', zonas, 'text'), condicion(hoy)])))

const deVigencia = async (
  db: Kysely<unknown>,
  filtro: Filtro,
  calendario: Calendario,
): Promise<Condicion[]> => {
  const { vigencia, venceEn } = filtro
  if (!vigencia && venceEn === undefined) return []
  const dias = await diasDe(db, calendario)
  const condiciones: Condicion[] = [alguno('estado', ESTADOS_CON_VIGENCIA, 'text')]
  if (vigencia) condiciones.push(porDia(dias, (hoy) => o(vigencia.map((v) => VIGENCIA_EN[v](hoy)))))
  if (venceEn !== undefined) {
    condiciones.push(alguno('estado', ['Firmado', 'Procesado'], 'text'))
    condiciones.push(
      porDia(
        dias,
        (hoy) => sql`fin_efectiva between ${hoy}::date and ${sumarDias(hoy, venceEn)}::date
          and fecha_inicio <= ${hoy}::date`,
      ),
    )
  }
  return condiciones
}

const parecido = (texto: string): string => texto.replaceAll(/[\\%_]/g, '\\$&')

const idsDe = async (db: Kysely<unknown>, consulta: Condicion): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`${consulta}`.execute(db)
  return rows.map((r) => r.id)
}

// Primero los ids en las tablas pequeñas y después los contratos por sus índices: un «o» con
// subconsultas obligaría a recorrer todos los contratos.
const deBusqueda = async (db: Kysely<unknown>, q: string | undefined): Promise<Condicion[]> => {
  if (q === undefined) return []
  const contiene = `%${parecido(q)}%`
  const [inmuebles, clientes] = await Promise.all([
    idsDe(db, sql`select id from contratos_inmuebles where busqueda like ${contiene}`),
    idsDe(db, sql`select id from contratos_clientes where busqueda like ${contiene}`),
  ])
  const numero = `${parecido(q)}%`
  return [
    o([
      sql`lower(numero) like ${numero}`,
      ...(inmuebles.length > 0 ? [alguno('id_propiedad', inmuebles, 'uuid')] : []),
      ...(clientes.length > 0
        ? [alguno('id_compania', clientes, 'uuid'), alguno('id_inquilino', clientes, 'uuid')]
        : []),
    ]),
  ]
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

const si = <T>(valor: T | undefined, condicion: (valor: T) => Condicion): Condicion[] =>
  valor === undefined ? [] : [condicion(valor)]

const deColumnas = (f: Filtro): Condicion[] => [
  ...si(f.estado, (v) => alguno('estado', v, 'text')),
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
