import type { ActualizarCliente } from './comandos/actualizar-cliente.ts'
import type { CrearCliente } from './comandos/crear-cliente.ts'
import type { CrearClienteProvisional } from './comandos/crear-cliente-provisional.ts'
import type { RepresentacionCliente } from './representacion.ts'

/** Todo lo que se le puede pedir a este módulo. */
export type ComandoClientes = CrearCliente | CrearClienteProvisional | ActualizarCliente

export type ResultadosClientes = Record<ComandoClientes['tipo'], RepresentacionCliente>
