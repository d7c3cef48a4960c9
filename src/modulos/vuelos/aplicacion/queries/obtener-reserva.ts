import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { errorVuelo } from '../../dominio/errores.ts'
import type { VistasReservas } from '../puertos.ts'
import type { RepresentacionReserva } from '../representacion.ts'

export type ObtenerReserva = Readonly<{ tipo: 'ObtenerReserva'; id: string }>

/** Una reserva, con lo que se puede hacer ahora con ella. Falla con `ReservaNoEncontrada`. */
export const obtenerReserva =
  ({ vistas, reloj }: Readonly<{ vistas: VistasReservas; reloj: Reloj }>) =>
  async (query: ObtenerReserva): Promise<RepresentacionReserva> => {
    const reserva = await vistas.porId(id(query.id), instante(reloj.ahora()))
    if (reserva) return reserva
    throw errorVuelo('ReservaNoEncontrada', 'La reserva no existe', { id: query.id })
  }
