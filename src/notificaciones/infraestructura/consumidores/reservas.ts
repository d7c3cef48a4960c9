import type pg from 'pg'
import { EVENTOS_RESERVA, type EventoReservaV1 } from '#modulos/vuelos/infraestructura/schema/v1/eventos.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import type { Registro } from '#seedwork/infraestructura/esquemas/registro.ts'
import { type AvisoDeReserva, intencionDeReserva } from '../../aplicacion/reservas.ts'
import type { AjustesAviso } from '../../aplicacion/resolver.ts'
import type { AvisoReserva, FichaReserva } from '../../dominio/reservas.ts'
import { causaDeMensaje } from '../causas.ts'
import { escribirEntregas } from '../escribir.ts'
import { olvidarRecordatorios, type PorRecordar, recordar } from '../recordatorios.ts'

type Vuelos = EventoReservaV1['datos']['itinerarios']

const fichaDe = (id: string, itinerarios: Vuelos): FichaReserva => {
  const legs = itinerarios.flatMap((i) => i.odos.flatMap((o) => o.segmentos.flatMap((s) => s.legs)))
  return {
    id,
    zona: legs[0]?.origen.zona ?? 'UTC',
    vuelos: legs.map((l) => ({
      ...{ origen: l.origen.codigo, ciudadOrigen: l.origen.ciudad, salida: l.salida_local },
      ...{ destino: l.destino.codigo, ciudadDestino: l.destino.ciudad, llegada: l.llegada_local },
    })),
  }
}

/** Crear no se avisa: quien reserva ya tiene la respuesta. Lo que sigue, sí. */
const avisoDe = (e: EventoReservaV1): AvisoReserva | null => {
  switch (e.tipo) {
    case 'ReservaCreada':
      return null
    case 'ReservaAprobada':
      return { tipo: e.tipo, precio: e.datos.precio, expiraEn: Number(e.datos.expira_en) }
    case 'ReservaPagada':
      return { tipo: e.tipo, precio: e.datos.precio, referencia: e.datos.referencia }
    case 'ReservaCancelada':
      return { tipo: e.tipo, motivo: e.datos.motivo, reembolso: e.datos.reembolso }
  }
}

type Leido = Readonly<{ evento: EventoReservaV1; mensaje: Mensaje }>

const leer = (mensajes: readonly Mensaje[], esquemas: Registro): readonly Leido[] =>
  mensajes.flatMap((mensaje) => {
    const evento = esquemas.evento(EVENTOS_RESERVA, mensaje)
    return evento && evento.datos.id_cliente !== '' ? [{ mensaje, evento }] : []
  })

const avisosDe = ({ evento, mensaje }: Leido): readonly AvisoDeReserva[] => {
  const aviso = avisoDe(evento)
  const { id_reserva: id, id_cliente: idCliente, itinerarios } = evento.datos
  return aviso
    ? [{ aviso, reserva: fichaDe(id, itinerarios), idCliente, causa: causaDeMensaje(mensaje) }]
    : []
}

const porRecordar = ({ evento, mensaje }: Leido): readonly PorRecordar[] => {
  if (evento.tipo !== 'ReservaCreada' || evento.datos.expira_en === null) return []
  const { id_reserva: id, id_cliente: idCliente, expira_en, itinerarios } = evento.datos
  const reserva = fichaDe(id, itinerarios)
  const { ocurridoEn: desde, origen } = mensaje
  return [{ reserva, idCliente, origen, desde, expiraEn: Number(expira_en) }]
}

/**
 * Anota los avisos de un lote de `eventos-reserva`, en la transacción del cursor, y deja en la agenda el
 * recordatorio de las que esperan pago. Las reservas que no son de ningún cliente no tienen a quién avisar.
 */
export const consumirReservas = async (
  mensajes: readonly Mensaje[],
  tx: pg.PoolClient,
  { esquemas, ...medios }: Readonly<{ esquemas: Registro; ajustes: AjustesAviso; reloj: Reloj }>,
): Promise<void> => {
  const leidos = leer(mensajes, esquemas)
  if (leidos.length === 0) return
  await escribirEntregas(tx, leidos.flatMap(avisosDe).map(intencionDeReserva), medios)
  await recordar(tx, leidos.flatMap(porRecordar))
  const cerradas = leidos.filter(
    ({ evento: { tipo } }) => tipo === 'ReservaPagada' || tipo === 'ReservaCancelada',
  )
  await olvidarRecordatorios(
    tx,
    cerradas.map(({ evento }) => evento.datos.id_reserva),
  )
}
