import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { cancelar } from '../../dominio/decisiones.ts'
import { aplicar } from '../../dominio/reserva.ts'
import type { UnidadVuelos } from '../puertos.ts'
import { type RepresentacionReserva, representarReserva } from '../representacion.ts'

export type CancelarReserva = Readonly<{ tipo: 'CancelarReserva'; id: string; motivo: string }>

/** Cancela una reserva antes de que salga; si estaba pagada, deja dicho cuánto se devuelve. */
export const cancelarReserva =
  (unidadTrabajo: UnidadVuelos) =>
  ({ comando, contexto }: Orden<CancelarReserva>): Promise<Hecho<RepresentacionReserva>> =>
    unidadTrabajo(contexto, async ({ reservas }) => {
      const ahora = instante(contexto.ahora)
      const anterior = await reservas.obtener(id(comando.id))
      const eventos = cancelar(anterior.estado, { motivo: comando.motivo, ahora })
      return representarReserva(reservas.guardar(anterior, aplicar(anterior.estado, eventos), eventos), ahora)
    })
