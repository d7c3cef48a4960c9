import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { expirar } from '../../dominio/decisiones.ts'
import { aplicar } from '../../dominio/reserva.ts'
import type { UnidadVuelos } from '../puertos.ts'
import { type RepresentacionReserva, representarReserva } from '../representacion.ts'

/** Lo da el planificador, nunca una persona. */
export type ExpirarReserva = Readonly<{ tipo: 'ExpirarReserva'; id: string }>

/** Cancela la reserva que no se pagó a tiempo; si ya no le toca, no hace nada. */
export const expirarReserva =
  (unidadTrabajo: UnidadVuelos) =>
  ({ comando, contexto }: Orden<ExpirarReserva>): Promise<Hecho<RepresentacionReserva>> =>
    unidadTrabajo(contexto, async ({ reservas }) => {
      const ahora = instante(contexto.ahora)
      const anterior = await reservas.obtener(id(comando.id))
      const eventos = expirar(anterior.estado, { ahora })
      const despues = eventos.length === 0 ? anterior.estado : aplicar(anterior.estado, eventos)
      return representarReserva(reservas.guardar(anterior, despues, eventos), ahora)
    })
