import { fromJson, type JsonValue, toJson } from '@bufbuild/protobuf'
import { status, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { pedir, type Salto } from './api.ts'
import { ErrorGrpc } from './estados.ts'
import {
  type Contrato,
  ContratoSchema,
  type CrearContratoPeticion,
  CrearContratoPeticionSchema,
  type FirmarContratoPeticion,
  type ListarContratosPeticion,
  ListarContratosPeticionSchema,
  type ListarContratosRespuesta,
  ListarContratosRespuestaSchema,
  type ObtenerContratoPeticion,
  type ProcesarContratoPeticion,
} from './generado/contratos/v1/contratos_pb.ts'
import { type Hecho, type Partes, unario } from './llamada.ts'

const DE_LA_API = { ignoreUnknownFields: true }
const A_LA_API = { useProtoFieldName: true }

const contratoDe = (cuerpo: unknown): Contrato => fromJson(ContratoSchema, cuerpo as JsonValue, DE_LA_API)

const rutaDe = (id: string, resto = ''): string => {
  if (id === '') throw new ErrorGrpc(status.INVALID_ARGUMENT, 'falta el id del contrato')
  return `/contratos/${encodeURIComponent(id)}${resto}`
}

const mandar = async (ruta: string, salto: Salto, pedido: unknown): Promise<Hecho<Contrato>> => {
  const { cuerpo, cabeceras } = await pedir(ruta, salto, pedido)
  return { mensaje: contratoDe(cuerpo), metadatos: cabeceras }
}

const crear = (pedido: CrearContratoPeticion, salto: Salto): Promise<Hecho<Contrato>> =>
  mandar('/contratos', salto, toJson(CrearContratoPeticionSchema, pedido, A_LA_API))

const obtener = async ({ id, aFecha }: ObtenerContratoPeticion, salto: Salto): Promise<Hecho<Contrato>> => {
  const consulta = aFecha === undefined ? '' : `?${new URLSearchParams({ a_fecha: aFecha })}`
  const { cuerpo } = await pedir(rutaDe(id, consulta), salto)
  return { mensaje: contratoDe(cuerpo) }
}

/** Los campos de la petición se llaman como los filtros de la API; los repetidos van repetidos. */
const listar = async (
  pedido: ListarContratosPeticion,
  salto: Salto,
): Promise<Hecho<ListarContratosRespuesta>> => {
  const campos = toJson(ListarContratosPeticionSchema, pedido, A_LA_API) as Record<string, JsonValue>
  const consulta = new URLSearchParams()
  for (const [nombre, valor] of Object.entries(campos))
    for (const v of [valor].flat()) consulta.append(nombre, String(v))
  const { cuerpo } = await pedir(`/contratos?${consulta}`, salto)
  return { mensaje: fromJson(ListarContratosRespuestaSchema, cuerpo as JsonValue, DE_LA_API) }
}

const firmar = ({ id, idParte, hash }: FirmarContratoPeticion, salto: Salto): Promise<Hecho<Contrato>> =>
  mandar(rutaDe(id, '/firmas'), salto, { id_parte: idParte, hash })

const procesar = ({ id, actaEntrega }: ProcesarContratoPeticion, salto: Salto): Promise<Hecho<Contrato>> =>
  mandar(rutaDe(id, '/procesamiento'), salto, { acta_entrega: actaEntrega })

/** `contratos.v1.Contratos` salvo el flujo de eventos, sobre las rutas de contratos de la API. */
export const servicioContratos = (partes: Partes): UntypedServiceImplementation => ({
  CrearContrato: unario(partes, crear),
  ObtenerContrato: unario(partes, obtener),
  ListarContratos: unario(partes, listar),
  FirmarContrato: unario(partes, firmar),
  ProcesarContrato: unario(partes, procesar),
})
