import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { type Id, id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { type DatosReserva, reservar } from '../../dominio/decisiones.ts'
import { errorEn } from '../../dominio/errores.ts'
import { aplicar } from '../../dominio/reserva.ts'
import type { Clientes, ReglasVuelos, UnidadVuelos } from '../puertos.ts'
import { type RepresentacionReserva, representarReserva } from '../representacion.ts'

/** El `id` lo trae quien llama o lo pone la puerta; sin `idCliente`, la reserva es de paso. */
export type CrearReserva = DatosReserva &
  Readonly<{ tipo: 'CrearReserva'; id: string; idCliente?: string | undefined }>

const clienteDe = async (clientes: Clientes, dado: string | undefined): Promise<Id | null> => {
  if (dado === undefined) return null
  const cliente = id(dado, 'id_cliente')
  if ((await clientes.buscar([cliente])).has(cliente)) return cliente
  throw errorEn('ClienteDesconocido', '/id_cliente', 'el cliente no existe', { id: cliente })
}

/** Reserva vuelos: queda Pendiente hasta que se apruebe, y se guarda sin pagar por un plazo. */
export const crearReserva =
  (unidadTrabajo: UnidadVuelos, reglas: ReglasVuelos) =>
  ({ comando, contexto }: Orden<CrearReserva>): Promise<Hecho<RepresentacionReserva>> =>
    unidadTrabajo(contexto, async ({ reservas, clientes }) => {
      const ahora = instante(contexto.ahora)
      const idCliente = await clienteDe(clientes, comando.idCliente)
      const eventos = reservar({ ...reglas, id: id(comando.id), idCliente, datos: comando, ahora })
      return representarReserva(reservas.crear(id(comando.id), aplicar(null, eventos), eventos), ahora)
    })
