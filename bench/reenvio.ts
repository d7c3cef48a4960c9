// Lo mínimo que puede hacer de sidecar: grpc-js pasa los bytes a la misma petición HTTP y contesta bytes fijos.
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js'

const { RUTA = '', CREDENCIAL = '', RESPUESTA = '' } = process.env
const respuesta = Buffer.from(RESPUESTA, 'base64')
const igual = (bytes: Buffer): Buffer => bytes

const servidor = new Server()
servidor.addService(
  {
    ConsultarReserva: {
      path: '/vuelos.Vuelos/ConsultarReserva',
      ...{ requestStream: false, responseStream: false },
      ...{ requestSerialize: igual, requestDeserialize: igual },
      ...{ responseSerialize: igual, responseDeserialize: igual },
    },
  },
  {
    ConsultarReserva: async (_llamada: ServerUnaryCall<Buffer, Buffer>, contestar: sendUnaryData<Buffer>) => {
      const r = await fetch(RUTA, { headers: { authorization: CREDENCIAL, accept: 'application/json' } })
      await r.text()
      contestar(null, respuesta)
    },
  },
)
servidor.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, puerto) => {
  if (error) throw error
  process.stdout.write(`${JSON.stringify({ puerto })}\n`)
})
process.once('SIGTERM', () => servidor.forceShutdown())
