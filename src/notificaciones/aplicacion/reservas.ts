import type { FichaCliente } from '../dominio/fichas.ts'
import { redactarReserva } from '../dominio/plantillas/redactar-reserva.ts'
import type { AvisoReserva, FichaReserva } from '../dominio/reservas.ts'
import type { Causa, ContenidoReserva, Intencion, Resolucion } from './entregas.ts'

/** Lo que se le dice a un cliente de una de sus reservas. */
export type AvisoDeReserva = Readonly<{
  aviso: AvisoReserva
  reserva: FichaReserva
  idCliente: string
  causa: Causa
}>

const motivoDeOmision = ({ origen }: Causa): string | null => {
  if (origen === 'demo') return 'es una reserva de demostración: no se le escribe a nadie'
  return origen === 'importacion' ? 'la reserva se importó: no se le escribe a nadie' : null
}

/** La intención de avisar. Cada aviso se da una vez por reserva: ningún estado se repite. */
export const intencionDeReserva = ({ aviso, reserva, idCliente, causa }: AvisoDeReserva): Intencion => ({
  clave: {
    ...{ tipo: aviso.tipo, idContrato: reserva.id, hito: 'reserva', fechaFin: '' },
    ...{ destinatario: idCliente, canal: 'correo' },
  },
  contenido: { aviso, reserva, destino: { clase: 'parte', id: idCliente } },
  causa,
  omitidaPor: motivoDeOmision(causa),
})

/** Escribe el aviso si ya se conoce a su cliente; si no, espera. */
export const resolverReserva = (
  { aviso, reserva, destino }: ContenidoReserva,
  { clientes, urlPagina }: Readonly<{ clientes: ReadonlyMap<string, FichaCliente>; urlPagina: string }>,
): Resolucion => {
  const cliente = clientes.get(destino.id)
  if (!cliente) return { estado: 'espera', faltan: [destino.id] }
  const { correo: direccion, idioma, nombre } = cliente
  if (direccion === null) return { estado: 'fallida', motivo: `${nombre} no tiene correo` }
  const escrito = redactarReserva({ aviso, reserva, idioma, nombre, urlPagina })
  return { estado: 'lista', direccion, idioma, escrito, inmueble: { zona: reserva.zona } }
}
