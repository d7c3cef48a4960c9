import type pg from 'pg'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { guardarInicio, leerDesfase, type RelojDeNegocio } from '#seedwork/infraestructura/reloj.ts'
import { cargarDemo } from './cargar.ts'
import { RELOJ_DEMO } from './datos.ts'
import type { ModulosDemo } from './paso.ts'

type Asentar = Readonly<{
  pool: pg.Pool
  modulos: ModulosDemo
  reloj: RelojDeNegocio
  registro: Registro
  /** Si se quiere la demo en una base vacía. */
  demo: boolean
}>

// Vacía, o con una demo que murió a medias: en ella sólo hay mensajes de la demo y aún no hay reloj.
const SOLO_DEMO = `select not exists (select from bitacora where origen <> 'demo') as vacia`

/** Pone el reloj de la instalación en hora y, en una base vacía, carga antes la demo si se pidió. */
export const asentar = async ({ pool, modulos, reloj, registro, demo }: Asentar): Promise<void> => {
  let desfase = await leerDesfase(pool)
  if (desfase === null && demo && (await pool.query<{ vacia: boolean }>(SOLO_DEMO)).rows[0]?.vacia) {
    const pasos = await cargarDemo(modulos)
    desfase = await guardarInicio(pool, RELOJ_DEMO)
    registro.info({ pasos, reloj: RELOJ_DEMO.toString() }, 'cartera de demostración cargada')
  }
  if (desfase !== null && !reloj.fijado) reloj.desfasar(desfase)
}
