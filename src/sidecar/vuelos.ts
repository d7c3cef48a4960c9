import { create, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf'
import { status, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { pedir, type Salto } from './api.ts'
import { ErrorGrpc } from './estados.ts'
import {
  type QueryReserva,
  type Reserva,
  ReservaSchema,
  type RespuestaReserva,
  RespuestaReservaSchema,
} from './generado/vuelos_pb.ts'
import { type Hecho, type Partes, unario } from './llamada.ts'

type ReservaJson = { id?: string; itinerarios: { odos: JsonValue }[] }

/** Lo que la API admite de una `Reserva`: las fechas las pone ella y un itinerario no tiene id propio. */
const aPeticion = (reserva: Reserva): JsonValue => {
  try {
    const opciones = { useProtoFieldName: true, alwaysEmitImplicit: true }
    const { id, itinerarios } = toJson(ReservaSchema, reserva, opciones) as unknown as ReservaJson
    return { ...(id !== undefined && { id }), itinerarios: itinerarios.map(({ odos }) => ({ odos })) }
  } catch (error) {
    // una fecha fuera de los años 1 a 9999 no tiene forma en JSON
    throw new ErrorGrpc(status.INVALID_ARGUMENT, (error as Error).message)
  }
}

const responder = (cuerpo: unknown): RespuestaReserva =>
  create(RespuestaReservaSchema, {
    mensaje: 'OK',
    reserva: fromJson(ReservaSchema, cuerpo as JsonValue, { ignoreUnknownFields: true }),
  })

const crearReserva = async (pedido: Reserva, salto: Salto): Promise<Hecho<RespuestaReserva>> => {
  const { cuerpo, cabeceras } = await pedir('/reservas', salto, aPeticion(pedido))
  return { mensaje: responder(cuerpo), metadatos: cabeceras }
}

const consultarReserva = async ({ id }: QueryReserva, salto: Salto): Promise<Hecho<RespuestaReserva>> => {
  if (id === '') throw new ErrorGrpc(status.INVALID_ARGUMENT, 'falta el id de la reserva')
  const { cuerpo } = await pedir(`/reservas/${encodeURIComponent(id)}`, salto)
  return { mensaje: responder(cuerpo) }
}

/** El servicio heredado `vuelos.Vuelos`, sobre las rutas de reservas de la API. */
export const servicioVuelos = (partes: Partes): UntypedServiceImplementation => ({
  CrearReserva: unario(partes, crearReserva),
  ConsultarReserva: unario(partes, consultarReserva),
})
