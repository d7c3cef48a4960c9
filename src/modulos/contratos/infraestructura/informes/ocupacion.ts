import { type Kysely, sql } from 'kysely'
import { diasEntre, type FechaCivil } from '#seedwork/dominio/fecha.ts'
import {
  disponibleDesde,
  type Ocupado,
  tramosDe,
  ultimoOcupado,
} from '../../aplicacion/queries/informes/linea.ts'
import type {
  CabeceraOcupacion,
  FilaOcupacion,
  OrdenRentRoll,
} from '../../aplicacion/queries/informes/puertos.ts'
import { type DefinicionInforme, type Fila, filtrosComunes, OCUPAN } from './comun.ts'
import { CAMPOS_INMUEBLES, inmueblesCon, sumarInmuebles } from './rent-roll.ts'

type FilaOcupado = Ocupado & Readonly<{ id_propiedad: string }>

/** Las ocupaciones de unos inmuebles; una sin días (un desistido) no ocupa nada. */
const ocupacionesDe = async (
  db: Kysely<unknown>,
  inmuebles: readonly string[],
): Promise<ReadonlyMap<string, readonly Ocupado[]>> => {
  const { rows } = await sql<FilaOcupado>`
    select id_propiedad, id, numero, fecha_inicio as desde, fin_efectiva as hasta from contratos
    where id_propiedad = any(${[...inmuebles]}::uuid[]) and estado = any(${OCUPAN})
      and fin_efectiva >= fecha_inicio
    order by fecha_inicio`.execute(db)
  return Map.groupBy(rows, (f) => f.id_propiedad)
}

const deFila = (f: Fila, ocupados: readonly Ocupado[]): FilaOcupacion => {
  const dia = f.dia as FechaCivil
  const ocupado = f.id_contrato !== null
  const ultimo = ultimoOcupado(ocupados, dia)
  return {
    id_propiedad: String(f.id),
    codigo: Number(f.codigo),
    propiedad: String(f.propiedad),
    ciudad: String(f.ciudad),
    tipo: String(f.tipo),
    area_m2: f.area === null ? null : String(f.area),
    ocupado,
    numero: ocupado ? String(f.numero) : null,
    proxima_disponibilidad: disponibleDesde(ocupados, dia),
    dias_vacante: ocupado || ultimo === null ? null : diasEntre(ultimo, dia),
    tramos: tramosDe(ocupados),
  }
}

/** Cada inmueble con su historia de ocupaciones y huecos, y cuánto de la cartera está ocupado. */
export const OCUPACION: DefinicionInforme<FilaOcupacion, CabeceraOcupacion, OrdenRentRoll> = {
  origen: inmueblesCon,
  condiciones: filtrosComunes,
  campos: CAMPOS_INMUEBLES,
  porDefecto: 'codigo',
  async leer(db, filas) {
    if (filas.length === 0) return []
    const ocupaciones = await ocupacionesDe(
      db,
      filas.map((f) => String(f.id)),
    )
    return filas.map((f) => deFila(f, ocupaciones.get(String(f.id)) ?? []))
  },
  async sumar(db, { pedido: { aFecha }, ...origen }) {
    const { total, ocupacion } = await sumarInmuebles(db, origen)
    return { a_fecha: aFecha, total, ocupacion }
  },
}
