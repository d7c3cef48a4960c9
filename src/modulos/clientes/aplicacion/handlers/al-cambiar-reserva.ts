/** Una reserva de un cliente, como la muestra su ficha; el dueño de los datos es el módulo de vuelos. */
export type ReservaDeCliente = Readonly<{
  id: string
  /** Vacío si la reserva no es de ningún cliente. */
  idCliente: string
  estado: string
  /** De dónde a dónde, con los códigos de los aeropuertos: `BOG–MDE`. */
  ruta: string
  /** RFC 3339. */
  salida: string
}>

/** Pone la copia de una reserva, o reemplaza la que hubiera, en la transacción en curso. */
export type GuardarReserva = (reserva: ReservaDeCliente) => Promise<void>

/** Nace o cambia una reserva: su cliente la ve en la misma transacción. Las que no son de nadie se pasan por alto. */
export const alCambiarReserva =
  (guardar: GuardarReserva) =>
  async (reserva: ReservaDeCliente): Promise<void> => {
    if (reserva.idCliente !== '') await guardar(reserva)
  }
