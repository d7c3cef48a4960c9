import type { ApiPrueba, Peticion } from './api.ts'

/** Un vuelo en una línea: `BOG 2026-12-10T06:15 MDE 2026-12-10T07:15`, en hora local de cada aeropuerto. */
export const leg = (vuelo: string) => {
  const [origen = '', fecha_salida = '', destino = '', fecha_llegada = ''] = vuelo.split(' ')
  return { origen: { codigo: origen }, destino: { codigo: destino }, fecha_salida, fecha_llegada }
}

/** Un odo: cada texto es un segmento, con sus legs separados por ` + `. */
export const odo = (...segmentos: readonly string[]) => ({
  segmentos: segmentos.map((s) => ({ legs: s.split(' + ').map(leg) })),
})

/** Un itinerario con esos odos. */
export const itinerario = (...odos: readonly ReturnType<typeof odo>[]) => ({ odos })

export const RS_01 = itinerario(odo('BOG 2026-12-10T06:15 MDE 2026-12-10T07:15'))
export const RS_02 = itinerario(
  odo('BOG 2026-12-18T08:00 MIA 2026-12-18T11:50'),
  odo('MIA 2027-01-05T13:10 BOG 2027-01-05T17:00'),
)
export const RS_03 = itinerario(
  odo('BOG 2027-02-12T22:30 MAD 2027-02-13T14:20'),
  odo('BCN 2027-02-26T12:40 BOG 2027-02-26T17:20'),
)
export const RS_04 = itinerario(
  odo('MDE 2027-01-14T06:00 BOG 2027-01-14T07:00', 'BOG 2027-01-14T09:45 SCL 2027-01-14T17:45'),
  odo('SCL 2027-01-24T20:30 BOG 2027-01-25T00:30', 'BOG 2027-01-25T06:10 MDE 2027-01-25T07:10'),
)
export const RS_05 = itinerario(
  odo('CTG 2026-12-20T08:10 PTY 2026-12-20T09:30', 'PTY 2026-12-20T11:05 MEX 2026-12-20T14:00'),
)

export const PRECIO = { monto: '250000', moneda: 'COP' }

/** El cuerpo de una reserva de RS-01 con precio. */
export const reservaNueva = (extra: object = {}) => ({ itinerarios: [RS_01], precio: PRECIO, ...extra })

/** Da de alta una reserva y devuelve lo que contestó la API. */
export const crearReserva = async (a: ApiPrueba, extra: object = {}) => {
  const r = await a.pedir('POST /reservas', { cuerpo: reservaNueva(extra) })
  if (r.estado !== 201) throw new Error(`reserva: ${r.estado} ${r.texto}`)
  return r.cuerpo
}

/** Una acción sobre una reserva: aprobacion, pago o cancelacion. */
export const actuar = (a: ApiPrueba, id: string, accion: string, peticion: Peticion = {}) =>
  a.pedir(`POST /reservas/${id}/${accion}`, peticion)

/** Paga el precio exacto. */
export const pagar = (a: ApiPrueba, id: string, referencia: string, peticion: Peticion = {}) =>
  actuar(a, id, 'pago', { ...peticion, cuerpo: { ...PRECIO, referencia } })
