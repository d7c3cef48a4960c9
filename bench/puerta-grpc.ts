// El sidecar solo, que dice su puerto en cuanto atiende.
import { leerConfig } from '#config/config.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'
import { abrirSidecar } from '../src/sidecar/servicio.ts'

const { API_URL = '' } = process.env
const sidecar = await abrirSidecar(leerConfig({ PUERTO_GRPC: '0', PUERTO_METRICAS: '0' }), {
  registro: sinRegistro,
  apiUrl: API_URL,
})
process.stdout.write(`${JSON.stringify({ puerto: sidecar.puerto })}\n`)
process.once('SIGTERM', () => sidecar[Symbol.asyncDispose]())
