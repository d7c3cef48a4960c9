import type { Kysely } from 'kysely'
import type { VistasInformes } from '../../aplicacion/queries/informes/puertos.ts'
import { crearInforme } from './comun.ts'
import { OCUPACION } from './ocupacion.ts'
import { PENDIENTES } from './pendientes.ts'
import { RENT_ROLL } from './rent-roll.ts'
import { crearResumen } from './resumen.ts'
import { VENCIMIENTOS } from './vencimientos.ts'

/** Los informes, en SQL sobre las tablas de estado: se ven en el mismo commit que los cambia. */
export const crearVistasInformes = (db: Kysely<unknown>): VistasInformes => ({
  rentRoll: crearInforme(db, RENT_ROLL),
  vencimientos: crearInforme(db, VENCIMIENTOS),
  ocupacion: crearInforme(db, OCUPACION),
  pendientes: crearInforme(db, PENDIENTES),
  resumen: crearResumen(db),
})
