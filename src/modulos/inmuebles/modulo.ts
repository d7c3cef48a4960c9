import path from 'node:path'
import type pg from 'pg'
import type { ManejadoresComando } from '#seedwork/aplicacion/comandos.ts'
import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { actualizarInmueble } from './aplicacion/comandos/actualizar-inmueble.ts'
import { crearInmueble } from './aplicacion/comandos/crear-inmueble.ts'
import { crearInmuebleProvisional } from './aplicacion/comandos/crear-inmueble-provisional.ts'
import { retirarInmueble } from './aplicacion/comandos/retirar-inmueble.ts'
import type { ComandoInmuebles, ResultadosInmuebles } from './aplicacion/comandos.ts'
import { listarInmuebles } from './aplicacion/queries/listar-inmuebles.ts'
import { obtenerInmueble, obtenerInmueblePorCodigo } from './aplicacion/queries/obtener-inmueble.ts'
import { ocupacionDeInmueble } from './aplicacion/queries/ocupacion-de-inmueble.ts'
import type { QueryInmuebles, RespuestasInmuebles } from './aplicacion/queries.ts'
import type { PoliticaOcupacion } from './dominio/inmueble.ts'
import { crearReacciones } from './infraestructura/reacciones.ts'
import { armarTx, buscarInmuebles } from './infraestructura/repositorios.ts'
import { crearVistas } from './infraestructura/vistas.ts'

export type { ComandoInmuebles } from './aplicacion/comandos.ts'
export { CODIGOS_INMUEBLES, type CodigoInmuebles } from './dominio/errores.ts'

/** Los mensajes públicos del módulo, para el registro de esquemas de quien lo aloja. */
export { EVENTOS_INMUEBLE } from './infraestructura/schema/v1/eventos.ts'

/** Tablas del módulo, para el migrador. */
export const MIGRACIONES_INMUEBLES = {
  modulo: 'inmuebles',
  carpeta: path.join(import.meta.dirname, 'infraestructura/migraciones'),
} as const

type Recursos = Readonly<{
  motor: { unidadTrabajo<Tx>(armar: (t: TransaccionPostgres) => Tx): UnidadTrabajo<Tx> }
  pool: pg.Pool
  /** El de negocio: decide qué día es hoy en cada inmueble. */
  reloj: Reloj
  /** Sólo para pruebas: apagar la comprobación del dominio y que decida la restricción de la tabla. */
  politica?: PoliticaOcupacion
}>

/** Abre el módulo de inmuebles: la cartera y quién ocupa cada uno. */
export const abrirInmuebles = ({ motor, pool, reloj, politica = { comprobarSolape: true } }: Recursos) => {
  const unidadTrabajo = motor.unidadTrabajo(armarTx)
  const vistas = crearVistas(pool, reloj)
  return {
    comandos: {
      CrearInmueble: crearInmueble(unidadTrabajo),
      CrearInmuebleProvisional: crearInmuebleProvisional(unidadTrabajo),
      ActualizarInmueble: actualizarInmueble(unidadTrabajo),
      RetirarInmueble: retirarInmueble(unidadTrabajo),
    } satisfies ManejadoresComando<ComandoInmuebles, ResultadosInmuebles>,
    queries: {
      ObtenerInmueble: obtenerInmueble(vistas),
      ObtenerInmueblePorCodigo: obtenerInmueblePorCodigo(vistas),
      ListarInmuebles: listarInmuebles(vistas),
      OcupacionDeInmueble: ocupacionDeInmueble(vistas),
    } satisfies ManejadoresQuery<QueryInmuebles, RespuestasInmuebles>,
    reacciones: crearReacciones(politica),
    puertos: { buscarInmuebles },
  }
}
