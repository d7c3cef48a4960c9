import {
  create,
  type DescFile,
  type DescMessage,
  type DescService,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { type ServerDuplexStream, status, type UntypedServiceImplementation } from '@grpc/grpc-js'
import {
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from './generado/grpc/reflection/v1/reflection_pb.ts'

type Respuesta = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']>

const conDependencias = (archivo: DescFile): readonly DescFile[] => [
  ...new Set([archivo, ...archivo.dependencies.flatMap(conDependencias)]),
]

const bytesDe = (archivo: DescFile): Uint8Array => toBinary(FileDescriptorProtoSchema, archivo.proto)

const noEsta = (que: string): Respuesta => ({
  case: 'errorResponse',
  value: { errorCode: status.NOT_FOUND, errorMessage: `no se conoce ${que}` },
})

const archivos = (archivo: DescFile | undefined, que: string): Respuesta =>
  archivo
    ? {
        case: 'fileDescriptorResponse',
        value: { fileDescriptorProto: conDependencias(archivo).map(bytesDe) },
      }
    : noEsta(que)

const conAnidados = (m: DescMessage): readonly string[] => [
  m.typeName,
  ...m.nestedEnums.map((e) => e.typeName),
  ...m.nestedMessages.flatMap(conAnidados),
]

const nombresDe = ({ services, enums, messages }: DescFile): readonly string[] => [
  ...[...services, ...enums].map((d) => d.typeName),
  ...messages.flatMap(conAnidados),
]

/** Quien contesta a la reflexión sobre esos servicios y todo lo que sus archivos importan. */
const crearRespondedor = (servicios: readonly DescService[]) => {
  const todos = [...new Set(servicios.flatMap((s) => conDependencias(s.file)))]
  const porNombre = new Map(todos.map((archivo) => [archivo.proto.name, archivo]))
  const porTipo = new Map(todos.flatMap((a) => nombresDe(a).map((nombre) => [nombre, a])))
  // un método o un campo está donde está su tipo
  const porSimbolo = (simbolo: string) => porTipo.get(simbolo) ?? porTipo.get(simbolo.replace(/\.[^.]*$/, ''))
  return ({ messageRequest: p }: ServerReflectionRequest): Respuesta => {
    if (p.case === 'listServices')
      return {
        case: 'listServicesResponse',
        value: { service: servicios.map((s) => ({ name: s.typeName })) },
      }
    if (p.case === 'fileByFilename') return archivos(porNombre.get(p.value), p.value)
    if (p.case === 'fileContainingSymbol') return archivos(porSimbolo(p.value), p.value)
    if (p.case === 'allExtensionNumbersOfType' && porSimbolo(p.value))
      return { case: 'allExtensionNumbersResponse', value: { baseTypeName: p.value } }
    return noEsta(p.case === undefined ? 'esa pregunta' : 'esa extensión')
  }
}

/**
 * Reflexión propia: sirve igual para v1 y v1alpha, que en el cable son lo mismo, y también de archivos que
 * importan los de Google, que es donde `@grpc/reflection` falla.
 */
export const servicioReflexion = (servicios: readonly DescService[]): UntypedServiceImplementation => {
  const responder = crearRespondedor(servicios)
  return {
    ServerReflectionInfo: (flujo: ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>) => {
      flujo.on('data', (pregunta: ServerReflectionRequest) => {
        const respuesta = { validHost: pregunta.host, messageResponse: responder(pregunta) }
        const seguir = flujo.write(
          create(ServerReflectionResponseSchema, {
            ...respuesta,
            originalRequest: { host: pregunta.host, messageRequest: pregunta.messageRequest },
          }),
        )
        if (seguir) return
        flujo.pause()
        flujo.once('drain', () => flujo.resume())
      })
      flujo.on('end', () => flujo.end())
    },
  }
}
