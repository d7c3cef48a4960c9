import type { EventoIntegracion } from '#seedwork/aplicacion/mensajes.ts'
import type { Versionado } from '#seedwork/aplicacion/unidad-trabajo.ts'
import { aTexto, type Dinero } from '#seedwork/dominio/dinero.ts'
import { enMs } from '#seedwork/dominio/instante.ts'
import type { Aeropuerto } from '../../dominio/aeropuertos.ts'
import { clasificar } from '../../dominio/clasificacion.ts'
import type { EventoReserva } from '../../dominio/eventos.ts'
import { horaLocal } from '../../dominio/hora.ts'
import type { Itinerario, Leg } from '../../dominio/itinerario.ts'
import type { Reserva } from '../../dominio/reserva.ts'
import { ReservaAprobada, ReservaCancelada, ReservaCreada, ReservaPagada } from '../schema/v1/eventos.ts'

type Hecho<T extends EventoReserva['tipo']> = Extract<EventoReserva, { tipo: T }>

const precioPublico = (d: Dinero) => ({ monto: aTexto(d), moneda: d.moneda })

const lugarPublico = ({ codigo, nombre, ciudad, pais, zona }: Aeropuerto) => ({
  codigo,
  nombre,
  ciudad,
  pais,
  zona,
})

const legPublico = ({ origen, destino, salida, llegada }: Leg) => ({
  origen: lugarPublico(origen),
  destino: lugarPublico(destino),
  salida: BigInt(enMs(salida)),
  llegada: BigInt(enMs(llegada)),
  salida_local: horaLocal(salida, origen.zona),
  llegada_local: horaLocal(llegada, destino.zona),
})

const itinerarioPublico = (i: Itinerario) => ({
  tipo: clasificar(i),
  odos: i.odos.map((o) => ({ segmentos: o.segmentos.map((s) => ({ legs: s.legs.map(legPublico) })) })),
})

const comunes = ({ id, idCliente, itinerarios }: Pick<Reserva, 'id' | 'idCliente' | 'itinerarios'>) => ({
  id_reserva: id,
  id_cliente: idCliente ?? '',
  itinerarios: itinerarios.map(itinerarioPublico),
})

const creada = ({ alta, en }: Hecho<'ReservaCreada'>): EventoIntegracion =>
  ReservaCreada.crear({
    ...comunes(alta),
    estado: 'Pendiente',
    fecha_creacion: BigInt(enMs(en)),
    expira_en: BigInt(enMs(alta.expiraEn)),
    pasajeros: [...alta.pasajeros],
    precio: alta.precio && precioPublico(alta.precio),
    catalogo: alta.catalogo,
  })

const aprobada = ({ precio }: Hecho<'ReservaAprobada'>, r: Reserva): EventoIntegracion =>
  ReservaAprobada.crear({
    ...comunes(r),
    precio: precioPublico(precio),
    expira_en: BigInt(enMs(r.expiraEn)),
  })

const pagada = ({ referencia }: Hecho<'ReservaPagada'>, r: Reserva): EventoIntegracion => {
  if (!r.precio) throw new Error(`reserva ${r.id} pagada sin precio`)
  return ReservaPagada.crear({ ...comunes(r), precio: precioPublico(r.precio), referencia })
}

const estadoAntes = (r: Reserva): string => {
  if (r.estado !== 'Cancelada') throw new Error(`reserva ${r.id}: cancelada, pero está ${r.estado}`)
  if (r.pago) return 'Pagada'
  return r.aprobadaEn ? 'Aprobada' : 'Pendiente'
}

const cancelada = ({ motivo, reembolso }: Hecho<'ReservaCancelada'>, r: Reserva): EventoIntegracion =>
  ReservaCancelada.crear({
    ...comunes(r),
    motivo,
    estado_antes: estadoAntes(r),
    reembolso: reembolso && precioPublico(reembolso),
  })

/** De cada hecho privado a su evento público. `fila`: la reserva después de la orden. */
export const despachar = (
  evento: EventoReserva,
  { estado: r }: Versionado<Reserva>,
): readonly EventoIntegracion[] => {
  switch (evento.tipo) {
    case 'ReservaCreada':
      return [creada(evento)]
    case 'ReservaAprobada':
      return [aprobada(evento, r)]
    case 'ReservaPagada':
      return [pagada(evento, r)]
    case 'ReservaCancelada':
      return [cancelada(evento, r)]
  }
}
