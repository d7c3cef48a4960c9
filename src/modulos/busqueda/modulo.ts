import type pg from 'pg'
import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { Proyeccion } from '#seedwork/infraestructura/proyecciones/proyeccion.ts'
import { plegarBusqueda, TOPICOS } from './infraestructura/consumidores/plegar.ts'
import { DDL, TABLAS } from './infraestructura/tablas.ts'
import { buscar, type Hallazgo } from './infraestructura/vistas.ts'

/** Por nombre, documento, número, propiedad o código, sin tildes y a medio escribir. */
export type Buscar = Readonly<{ tipo: 'Buscar'; q: string; limite: number }>

export type RespuestasBusqueda = { Buscar: readonly Hallazgo[] }

/** La búsqueda global: una proyección de contratos, inmuebles y clientes. */
export const abrirBusqueda = ({ pool, esquemas }: Readonly<{ pool: pg.Pool; esquemas: Registro }>) => ({
  proyeccion: {
    nombre: 'busqueda',
    version: 1,
    topicos: TOPICOS,
    tablas: TABLAS,
    ddl: DDL,
    plegar: plegarBusqueda(esquemas),
  } satisfies Proyeccion,
  queries: {
    Buscar: ({ q, limite }) => buscar(pool, { q, limite }),
  } satisfies ManejadoresQuery<Buscar, RespuestasBusqueda>,
})
