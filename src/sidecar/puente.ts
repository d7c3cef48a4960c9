import { type DescMethod, type DescService, fromBinary, type Message, toBinary } from '@bufbuild/protobuf'
import type { MethodDefinition } from '@grpc/grpc-js'

const metodoDe = (m: DescMethod): Omit<MethodDefinition<Message, Message>, 'path'> => ({
  requestStream: m.methodKind === 'client_streaming' || m.methodKind === 'bidi_streaming',
  responseStream: m.methodKind === 'server_streaming' || m.methodKind === 'bidi_streaming',
  requestSerialize: (valor) => Buffer.from(toBinary(m.input, valor)),
  requestDeserialize: (bytes) => fromBinary(m.input, bytes),
  responseSerialize: (valor) => Buffer.from(toBinary(m.output, valor)),
  responseDeserialize: (bytes) => fromBinary(m.output, bytes),
})

/**
 * La definición que grpc-js pide de un servicio, a partir de lo que genera buf. `nombre` es con qué nombre
 * se atiende, si no es el suyo.
 */
export const definicionDe = (
  servicio: DescService,
  nombre: string = servicio.typeName,
): Record<string, MethodDefinition<Message, Message>> =>
  Object.fromEntries(servicio.methods.map((m) => [m.name, { ...metodoDe(m), path: `/${nombre}/${m.name}` }]))
