import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { CrearReserva as Crear } from '../../aplicacion/comandos/crear-reserva.ts'
import type { ComandoEncolable } from '../../aplicacion/comandos.ts'
import type { DatosItinerario, DatosLeg } from '../../dominio/itinerario.ts'
import { AprobarReserva, CancelarReserva, CrearReserva, PagarReserva } from '../schema/v1/comandos.ts'

const legDe = ({ origen, destino, fechaSalida, fechaLlegada }: DatosLeg) => ({
  origen: origen.codigo,
  destino: destino.codigo,
  fecha_salida: fechaSalida,
  fecha_llegada: fechaLlegada,
})

const itinerarioDe = ({ odos }: DatosItinerario) => ({
  odos: odos.map((o) => ({ segmentos: o.segmentos.map((s) => ({ legs: s.legs.map(legDe) })) })),
})

const crear = (c: Crear): EventoIntegracion =>
  CrearReserva.crear({
    id: c.id,
    itinerarios: c.itinerarios.map(itinerarioDe),
    // Sin lista y con una de un adulto son la misma reserva.
    pasajeros: (c.pasajeros ?? [{ tipo: 'Adulto' }]).map(({ tipo, nombre, nacimiento }) => ({
      tipo,
      nombre: nombre ?? null,
      nacimiento: nacimiento ?? null,
    })),
    id_cliente: c.idCliente ?? null,
    precio: c.precio ?? null,
  })

/**
 * El mensaje de `comandos-reserva` con que se acepta un comando para después. `version` es la que quien
 * llama cree vigente.
 */
export const mensajeDeComando = (
  comando: ComandoEncolable,
  version: number | null = null,
): EventoIntegracion => {
  switch (comando.tipo) {
    case 'CrearReserva':
      return crear(comando)
    case 'AprobarReserva':
      return AprobarReserva.crear({
        id: comando.id,
        precio: comando.precio ?? null,
        version_esperada: version,
      })
    case 'PagarReserva': {
      const { id, monto, moneda, referencia } = comando
      return PagarReserva.crear({ id, monto, moneda, referencia, version_esperada: version })
    }
    case 'CancelarReserva':
      return CancelarReserva.crear({ id: comando.id, motivo: comando.motivo, version_esperada: version })
  }
}
