import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { MIGRACIONES_AUDITORIA } from '#modulos/auditoria/modulo.ts'
import { MIGRACIONES_CLIENTES } from '#modulos/clientes/modulo.ts'
import { MIGRACIONES_CONTRATOS } from '#modulos/contratos/modulo.ts'
import { MIGRACIONES_INMUEBLES } from '#modulos/inmuebles/modulo.ts'
import { MIGRACIONES_VUELOS } from '#modulos/vuelos/modulo.ts'
import { MIGRACIONES_FRENOS } from '#seedwork/infraestructura/frenos/frenos.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'

/** Esquema de PostgreSQL de la API y de sus módulos. */
export const ESQUEMA = 'alpes'

const delSeedwork = (modulo: string) => ({
  modulo,
  carpeta: fileURLToPath(new URL(`../seedwork/infraestructura/${modulo}/migraciones`, import.meta.url)),
})

const MIGRACIONES = [
  delSeedwork('bitacora'),
  delSeedwork('suscripciones'),
  delSeedwork('programados'),
  delSeedwork('proyecciones'),
  {
    modulo: 'claves',
    carpeta: fileURLToPath(new URL('./claves/migraciones', import.meta.url)),
  },
  MIGRACIONES_FRENOS,
  MIGRACIONES_INMUEBLES,
  MIGRACIONES_CLIENTES,
  MIGRACIONES_CONTRATOS,
  MIGRACIONES_VUELOS,
  MIGRACIONES_AUDITORIA,
]

/** Lleva todas las tablas a su última versión; pueden empezar varios procesos a la vez. */
export const prepararTablas = async (pool: pg.Pool): Promise<void> => {
  for (const modulo of MIGRACIONES) await migrar({ pool, esquema: ESQUEMA, ...modulo })
}
