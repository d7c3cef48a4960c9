import type { ManejadoresComando } from '#seedwork/aplicacion/comandos.ts'
import { type AprobarReserva, aprobarReserva } from './comandos/aprobar-reserva.ts'
import { type CancelarReserva, cancelarReserva } from './comandos/cancelar-reserva.ts'
import { type CrearReserva, crearReserva } from './comandos/crear-reserva.ts'
import { type ExpirarReserva, expirarReserva } from './comandos/expirar-reserva.ts'
import { type PagarReserva, pagarReserva } from './comandos/pagar-reserva.ts'
import type { ReglasVuelos, UnidadVuelos } from './puertos.ts'
import type { RepresentacionReserva } from './representacion.ts'

/** Los que también se aceptan para después, como mensaje de `comandos-reserva`. */
export type ComandoEncolable = CrearReserva | AprobarReserva | PagarReserva | CancelarReserva

export type ComandoVuelos = ComandoEncolable | ExpirarReserva

export type ResultadosVuelos = Readonly<Record<ComandoVuelos['tipo'], RepresentacionReserva>>

export type ComandosVuelos = ManejadoresComando<ComandoVuelos, ResultadosVuelos>

/** La tabla de comandos del módulo; olvidar uno no compila. */
export const comandosVuelos = (unidad: UnidadVuelos, reglas: ReglasVuelos): ComandosVuelos => ({
  CrearReserva: crearReserva(unidad, reglas),
  AprobarReserva: aprobarReserva(unidad),
  PagarReserva: pagarReserva(unidad),
  CancelarReserva: cancelarReserva(unidad),
  ExpirarReserva: expirarReserva(unidad),
})
