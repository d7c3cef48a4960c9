import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { type Instante, instante } from '#seedwork/dominio/instante.ts'
import type { EventoReserva } from '../dominio/eventos.ts'
import { aplicar, type Reserva } from '../dominio/reserva.ts'
import type { UnidadVuelos } from './puertos.ts'
import { type RepresentacionReserva, representarReserva } from './representacion.ts'

/** Qué le pasa a una reserva con lo que dice un comando; sin hechos, nada cambia. */
type Decision<C> = (r: Reserva, datos: C & Readonly<{ ahora: Instante }>) => readonly EventoReserva[]

/** El caso de uso sobre una reserva que existe: la toma, decide y la guarda. Falla con `ReservaNoEncontrada`. */
export const cambiarReserva =
  <C extends Readonly<{ id: string }>>(decidir: Decision<C>) =>
  (unidadTrabajo: UnidadVuelos) =>
  ({ comando, contexto }: Orden<C>): Promise<Hecho<RepresentacionReserva>> =>
    unidadTrabajo(contexto, async ({ reservas }) => {
      const ahora = instante(contexto.ahora)
      const anterior = await reservas.obtener(id(comando.id))
      const eventos = decidir(anterior.estado, { ...comando, ahora })
      return representarReserva(reservas.guardar(anterior, aplicar(anterior.estado, eventos), eventos), ahora)
    })
