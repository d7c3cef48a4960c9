import type { abrirVuelos } from '#modulos/vuelos/modulo.ts'
import type { Cursores } from '#seedwork/presentacion/cursores.ts'
import { ref } from './esquemas.ts'
import type { Ejecutar } from './ordenes.ts'

/** Lo que comparten las rutas de reservas. */
export const etiqueta = 'reservas'
export const una = { descripcion: 'La reserva', esquema: ref('Reserva') }
export const aceptada = { descripcion: 'Aceptado: se ejecuta después', esquema: ref('ComandoAceptado') }
export const ubicacion = ({ id }: { id: string }) => `/reservas/${id}`

/** Lo que puede fallar al leer el dinero de una reserva. */
export const DINERO = ['MontoInvalido', 'PrecisionExcedida', 'MonedaNoSoportada'] as const

/** Lo que puede fallar al reservar. */
export const RESERVAR = [
  'IdRepetido',
  'ItinerarioVacio',
  'AeropuertoDesconocido',
  'LegInvalido',
  'ConexionInvalida',
  'OdosDesordenados',
  'RutaInvalida',
  'PasajerosInvalidos',
  'FechaInvalida',
] as const

export type Modulo = ReturnType<typeof abrirVuelos>

export type Partes = Readonly<{
  vuelos: Pick<Modulo, 'comandos' | 'queries' | 'mensajeDeComando'>
  ejecutar: Ejecutar
  cursores: Cursores
}>
