import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { aprobar, type DatosPrecio } from '../../dominio/decisiones.ts'
import { aplicar } from '../../dominio/reserva.ts'
import type { UnidadVuelos } from '../puertos.ts'
import { type RepresentacionReserva, representarReserva } from '../representacion.ts'

/** Sin `precio`, vale el que trae la reserva. */
export type AprobarReserva = Readonly<{
  tipo: 'AprobarReserva'
  id: string
  precio?: DatosPrecio | undefined
}>

/** Aprueba una reserva y congela su precio. */
export const aprobarReserva =
  (unidadTrabajo: UnidadVuelos) =>
  ({ comando, contexto }: Orden<AprobarReserva>): Promise<Hecho<RepresentacionReserva>> =>
    unidadTrabajo(contexto, async ({ reservas }) => {
      const ahora = instante(contexto.ahora)
      const anterior = await reservas.obtener(id(comando.id))
      const eventos = aprobar(anterior.estado, { precio: comando.precio, ahora })
      return representarReserva(reservas.guardar(anterior, aplicar(anterior.estado, eventos), eventos), ahora)
    })
