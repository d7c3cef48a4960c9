import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Resumen, VistasInformes } from '../../aplicacion/queries/informes/puertos.ts'
import { ESTADOS, type Estado } from '../../dominio/contrato.ts'
import { VIGENCIAS, type Vigencia } from '../../dominio/vigencia.ts'
import { vigenciaSql } from '../filtro-sql.ts'
import { diaDeInmuebles, enInstantanea } from './comun.ts'
import { diaSegun, diasDe } from './dias.ts'
import { pendientesEl, sumarPendientes } from './pendientes.ts'
import { inmueblesCon, sumarInmuebles } from './rent-roll.ts'

type FilaCuenta = Readonly<{ estado: Estado; vigencia: Vigencia | null; contratos: bigint }>

const contarPor = <K extends string>(
  filas: readonly FilaCuenta[],
  { claves, de }: Readonly<{ claves: readonly K[]; de: (f: FilaCuenta) => string | null }>,
): Record<K, number> =>
  Object.fromEntries(
    claves.map((k) => [k, filas.filter((f) => de(f) === k).reduce((n, f) => n + Number(f.contratos), 0)]),
  ) as Record<K, number>

const contratosDe = async (db: Kysely<unknown>, dia: RawBuilder<unknown>): Promise<Resumen['contratos']> => {
  const { rows } = await sql<FilaCuenta>`
    select estado, ${vigenciaSql(dia)} as vigencia, count(*) as contratos from contratos
    group by 1, 2`.execute(db)
  return {
    total: rows.reduce((n, f) => n + Number(f.contratos), 0),
    por_estado: contarPor(rows, { claves: ESTADOS, de: (f) => f.estado }),
    por_vigencia: contarPor(rows, { claves: VIGENCIAS, de: (f) => f.vigencia }),
  }
}

const posicionDe = async (db: Kysely<unknown>): Promise<number> => {
  const { rows } = await sql<{ posicion: bigint | null }>`
    select max(posicion) as posicion from bitacora where topico = 'eventos-contrato'`.execute(db)
  return Number(rows[0]?.posicion ?? 0n)
}

/** Las cifras del día, todas de la misma instantánea. */
export const crearResumen =
  (db: Kysely<unknown>): VistasInformes['resumen'] =>
  (pedido) =>
    enInstantanea(db, async (tx) => {
      const dia = diaSegun(await diaDeInmuebles(tx, pedido), 'p.zona')
      const condicion = sql`true`
      const cartera = await sumarInmuebles(tx, { desde: inmueblesCon(dia), condicion })
      const { por_tipo: pendientes } = await sumarPendientes(tx, { desde: pendientesEl(dia), condicion })
      return {
        a_fecha: pedido.aFecha,
        posicion: await posicionDe(tx),
        contratos: await contratosDe(tx, diaSegun(await diasDe(tx, pedido.calendario), 'zona')),
        totales_por_moneda: cartera.totales_por_moneda,
        ocupacion: cartera.ocupacion,
        por_vencer: cartera.por_vencer,
        pendientes,
      }
    })
