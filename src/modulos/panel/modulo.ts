import type pg from 'pg'
import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { fechaCivil } from '#seedwork/dominio/fecha.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { Proyeccion } from '#seedwork/infraestructura/proyecciones/proyeccion.ts'
import { plegarPanel, TOPICOS } from './infraestructura/consumidores/plegar.ts'
import { DDL, TABLAS } from './infraestructura/tablas.ts'
import { leerPanel, type Panel } from './infraestructura/vistas.ts'

/** `dias` y `meses`: cuántos periodos de las series, el de la fecha incluido. Falla con `FechaInvalida`. */
export type VerPanel = Readonly<{ tipo: 'VerPanel'; aFecha?: string; dias: number; meses: number }>

export type RespuestasPanel = { VerPanel: Panel }

type Recursos = Readonly<{ pool: pg.Pool; esquemas: Registro; reloj: Reloj }>

/** El tablero: una proyección de contratos e inmuebles con sus cifras y series. */
export const abrirPanel = ({ pool, esquemas, reloj }: Recursos) => ({
  proyeccion: {
    nombre: 'panel',
    version: 1,
    topicos: TOPICOS,
    tablas: TABLAS,
    ddl: DDL,
    plegar: plegarPanel(esquemas),
  } satisfies Proyeccion,
  queries: {
    VerPanel: async ({ aFecha, dias, meses }) => {
      const pedida = aFecha === undefined ? null : fechaCivil(aFecha)
      const ahora = reloj.ahora()
      const hoyEn = (zona: string): string =>
        pedida ?? ahora.toZonedDateTimeISO(zona).toPlainDate().toString()
      return leerPanel(pool, { aFecha: pedida, hoyEn, dias, meses })
    },
  } satisfies ManejadoresQuery<VerPanel, RespuestasPanel>,
})
