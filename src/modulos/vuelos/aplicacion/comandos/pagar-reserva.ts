import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { type DatosPago, pagar } from '../../dominio/decisiones.ts'
import { aplicar } from '../../dominio/reserva.ts'
import type { UnidadVuelos } from '../puertos.ts'
import { type RepresentacionReserva, representarReserva } from '../representacion.ts'

export type PagarReserva = DatosPago & Readonly<{ tipo: 'PagarReserva'; id: string }>

/** Paga el precio exacto de una reserva aprobada, con una referencia que nadie más usó. */
export const pagarReserva =
  (unidadTrabajo: UnidadVuelos) =>
  ({ comando, contexto }: Orden<PagarReserva>): Promise<Hecho<RepresentacionReserva>> =>
    unidadTrabajo(contexto, async ({ reservas }) => {
      const ahora = instante(contexto.ahora)
      const anterior = await reservas.obtener(id(comando.id))
      const eventos = pagar(anterior.estado, { ...comando, ahora })
      return representarReserva(reservas.guardar(anterior, aplicar(anterior.estado, eventos), eventos), ahora)
    })
