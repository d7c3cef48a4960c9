import path from 'node:path'
import type pg from 'pg'
import type { ManejadoresComando } from '#seedwork/aplicacion/comandos.ts'
import type { ManejadoresQuery } from '#seedwork/aplicacion/queries.ts'
import type { UnidadTrabajo } from '#seedwork/aplicacion/unidad-trabajo.ts'
import type { TransaccionPostgres } from '#seedwork/infraestructura/uow/transaccion.ts'
import { actualizarCliente } from './aplicacion/comandos/actualizar-cliente.ts'
import { crearCliente } from './aplicacion/comandos/crear-cliente.ts'
import { crearClienteProvisional } from './aplicacion/comandos/crear-cliente-provisional.ts'
import type { ComandoClientes, ResultadosClientes } from './aplicacion/comandos.ts'
import { listarClientes } from './aplicacion/queries/listar-clientes.ts'
import { listarReservasDeCliente } from './aplicacion/queries/listar-reservas-de-cliente.ts'
import { obtenerCliente, obtenerClientePorCodigo } from './aplicacion/queries/obtener-cliente.ts'
import type { QueryClientes, RespuestasClientes } from './aplicacion/queries.ts'
import { REACCIONES_CLIENTES } from './infraestructura/reacciones.ts'
import { armarTx, buscarClientes } from './infraestructura/repositorios.ts'
import { crearVistas } from './infraestructura/vistas.ts'

export type { ComandoClientes } from './aplicacion/comandos.ts'
export { CODIGOS_CLIENTES, type CodigoClientes } from './dominio/errores.ts'

/** Los mensajes públicos del módulo, para el registro de esquemas de quien lo aloja. */
export { EVENTOS_CLIENTE } from './infraestructura/schema/v1/eventos.ts'

/** Tablas del módulo, para el migrador. */
export const MIGRACIONES_CLIENTES = {
  modulo: 'clientes',
  carpeta: path.join(import.meta.dirname, 'infraestructura/migraciones'),
} as const

type Recursos = Readonly<{
  motor: { unidadTrabajo<Tx>(armar: (t: TransaccionPostgres) => Tx): UnidadTrabajo<Tx> }
  pool: pg.Pool
}>

/** Abre el módulo de clientes: compañías, inquilinos y codeudores. */
export const abrirClientes = ({ motor, pool }: Recursos) => {
  const unidadTrabajo = motor.unidadTrabajo(armarTx)
  const vistas = crearVistas(pool)
  return {
    comandos: {
      CrearCliente: crearCliente(unidadTrabajo),
      CrearClienteProvisional: crearClienteProvisional(unidadTrabajo),
      ActualizarCliente: actualizarCliente(unidadTrabajo),
    } satisfies ManejadoresComando<ComandoClientes, ResultadosClientes>,
    queries: {
      ObtenerCliente: obtenerCliente(vistas),
      ObtenerClientePorCodigo: obtenerClientePorCodigo(vistas),
      ListarClientes: listarClientes(vistas),
      ListarReservasDeCliente: listarReservasDeCliente(vistas),
    } satisfies ManejadoresQuery<QueryClientes, RespuestasClientes>,
    puertos: { buscarClientes },
    reacciones: REACCIONES_CLIENTES,
  }
}
