import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { MIGRACIONES_FRENOS } from '#seedwork/infraestructura/frenos/frenos.ts'
import { migrar } from '#seedwork/infraestructura/migraciones.ts'

/** Esquema de PostgreSQL de este servicio. */
export const ESQUEMA = 'notificaciones'

const SUSCRIPCIONES = new URL('../../seedwork/infraestructura/suscripciones/migraciones', import.meta.url)
const PROGRAMADOS = new URL('../../seedwork/infraestructura/programados/migraciones', import.meta.url)
const PROPIAS = new URL('./migraciones', import.meta.url)

/** Lleva las tablas del servicio a su última versión; pueden empezar varios procesos a la vez. */
export const prepararTablas = async (pool: pg.Pool): Promise<void> => {
  await migrar({ pool, esquema: ESQUEMA, modulo: 'suscripciones', carpeta: fileURLToPath(SUSCRIPCIONES) })
  await migrar({ pool, esquema: ESQUEMA, modulo: 'programados', carpeta: fileURLToPath(PROGRAMADOS) })
  await migrar({ pool, esquema: ESQUEMA, ...MIGRACIONES_FRENOS })
  await migrar({ pool, esquema: ESQUEMA, modulo: 'notificaciones', carpeta: fileURLToPath(PROPIAS) })
}
