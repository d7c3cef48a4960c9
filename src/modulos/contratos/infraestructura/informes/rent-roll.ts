import { type Kysely, type RawBuilder, sql } from 'kysely'
import { decimal } from '#seedwork/dominio/dinero.ts'
import { alfabetico, type CampoDeOrden, type Condicion } from '#seedwork/infraestructura/listado.ts'
import type {
  CabeceraRentRoll,
  FilaRentRoll,
  OrdenRentRoll,
} from '../../aplicacion/queries/informes/puertos.ts'
import type { Estado } from '../../dominio/contrato.ts'
import {
  COLUMNAS,
  CUENTAS,
  canonEl,
  type DefinicionInforme,
  type Fila,
  type FilaOcupados,
  filtrosComunes,
  OCUPADOS,
  OCUPAN,
  ocupadosDe,
  PARTES,
  porVencerDe,
  texto,
  totalesDe,
} from './comun.ts'

/**
 * Cada inmueble con el contrato que lo ocupa ese día: a lo más uno (I5). Vacante también sale, mientras
 * siga en la cartera. El criterio es el de `dominio.md` §3, y por eso vale también para fechas pasadas.
 */
export const inmueblesCon = (dia: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select p.id, p.id as id_propiedad, p.tipo, p.area, ${dia} as dia, c.id as id_contrato, ${COLUMNAS},
    c.fin_efectiva - ${dia} as dias, ${canonEl(dia)} as canon
  from contratos_inmuebles p
  left join contratos c on c.id_propiedad = p.id and c.estado = any(${OCUPAN})
    and c.fecha_inicio <= ${dia} and c.fin_efectiva >= ${dia}
  ${PARTES}
  where p.activo or c.id is not null) as r`

export const CAMPOS_INMUEBLES: Readonly<Record<OrdenRentRoll, CampoDeOrden>> = {
  codigo: { expresion: sql.ref('codigo'), tipo: 'int8' },
  propiedad: { expresion: alfabetico('propiedad'), tipo: 'text' },
  ciudad: { expresion: alfabetico('ciudad'), tipo: 'text' },
  // Un vacante no tiene fin: va después de todos los que sí.
  fecha_fin: { expresion: sql`coalesce(fin_efectiva, 'infinity'::date)`, tipo: 'date' },
  area_m2: { expresion: sql`coalesce(area, 0)`, tipo: 'numeric' },
}

type FilaCabecera = FilaOcupados &
  Readonly<{ todo: number; moneda: string | null; escala: number; suma: string }>

/** Suma los inmuebles y, por moneda, el canon. Una sola lectura: la fila sin moneda es la de todos. */
export const sumarInmuebles = async (
  db: Kysely<unknown>,
  { desde, condicion }: Readonly<{ desde: RawBuilder<unknown>; condicion: Condicion }>,
): Promise<Omit<CabeceraRentRoll, 'a_fecha'>> => {
  const { rows } = await sql<FilaCabecera>`
    with por_moneda as (select moneda, escala, sum(canon) as suma, ${CUENTAS}
      from ${desde} where ${condicion} group by moneda, escala)
    select grouping(moneda) as todo, moneda, escala, sum(suma) as suma, ${OCUPADOS} from por_moneda
    group by grouping sets ((moneda, escala), ()) order by moneda, escala`.execute(db)
  const todo = rows.find((f) => f.todo === 1)!
  const monedas = rows.flatMap((f) =>
    f.moneda === null ? [] : [{ ...f, moneda: f.moneda, contratos: f.ocupados }],
  )
  return {
    total: Number(todo.inmuebles),
    totales_por_moneda: totalesDe(monedas),
    ocupacion: ocupadosDe(todo),
    por_vencer: porVencerDe(todo),
  }
}

const deFila = (f: Fila): FilaRentRoll => {
  const ocupado = f.id_contrato !== null
  return {
    id_propiedad: String(f.id),
    codigo: Number(f.codigo),
    propiedad: String(f.propiedad),
    ciudad: String(f.ciudad),
    tipo: String(f.tipo),
    area_m2: texto(f.area),
    ocupado,
    id_contrato: texto(f.id_contrato),
    numero: texto(f.numero),
    estado: texto(f.estado) as Estado | null,
    id_compania: texto(f.id_compania),
    compania: texto(f.compania),
    id_inquilino: texto(f.id_inquilino),
    inquilino: texto(f.inquilino),
    canon: ocupado ? decimal(f.canon as bigint, Number(f.escala)) : null,
    moneda: texto(f.moneda),
    fecha_inicio: texto(f.fecha_inicio),
    fecha_fin: texto(f.fin_efectiva),
    dias: ocupado ? Number(f.dias) : null,
  }
}

/** La relación de arriendos a una fecha. */
export const RENT_ROLL: DefinicionInforme<FilaRentRoll, CabeceraRentRoll, OrdenRentRoll> = {
  origen: inmueblesCon,
  condiciones: filtrosComunes,
  campos: CAMPOS_INMUEBLES,
  porDefecto: 'codigo',
  leer: async (_, filas) => filas.map(deFila),
  sumar: async (db, { pedido: { aFecha }, ...origen }) => ({
    a_fecha: aFecha,
    ...(await sumarInmuebles(db, origen)),
  }),
}
