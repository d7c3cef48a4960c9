import { promisify } from 'node:util'
import type { DescService } from '@bufbuild/protobuf'
import { Server, ServerCredentials, status, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'
import { certificadoDe } from '#config/certificado.ts'
import type { Config } from '#config/config.ts'
import { autoridadDe } from '#config/direccion.ts'
import { sinTrazas } from '#seedwork/aplicacion/trazas.ts'
import type { Recursos } from '#seedwork/infraestructura/recursos.ts'
import { abrirPuertoMetricas } from '#seedwork/presentacion/metricas.ts'
import { servicioContratos } from './contratos.ts'
import { ErrorGrpc } from './estados.ts'
import { servicioEventos } from './eventos.ts'
import { Contratos } from './generado/contratos/v1/contratos_pb.ts'
import { Health } from './generado/grpc/health/v1/health_pb.ts'
import { ServerReflection } from './generado/grpc/reflection/v1/reflection_pb.ts'
import { ServerReflection as ServerReflectionAlfa } from './generado/grpc/reflection/v1alpha/reflection_pb.ts'
import { Vuelos } from './generado/vuelos_pb.ts'
import type { Partes } from './llamada.ts'
import { crearMetricas } from './metricas.ts'
import { definicionDe } from './puente.ts'
import { servicioReflexion } from './reflexion.ts'
import { servicioVuelos } from './vuelos.ts'

/** Lo que el sidecar recibe abierto. No tiene token: cada llamada trae su credencial. */
export type RecursosSidecar = Pick<Recursos, 'registro' | 'trazas'> &
  Readonly<{
    apiUrl?: string
    /** Ms que una llamada dura como mucho, y ms que se da a las que siguen al cerrar. */
    plazoMs?: number
    cierreMs?: number
  }>

/** El sidecar en pie; `url` es `anfitrion:puerto`. */
export type ServicioSidecar = AsyncDisposable & Readonly<{ url: string; puerto: number }>

const MENSAJE_MAXIMO = 1024 * 1024
const PLAZO_MS = 10_000
const CIERRE_MS = 15_000

const OPCIONES = {
  'grpc.max_receive_message_length': MENSAJE_MAXIMO,
  'grpc.max_send_message_length': MENSAJE_MAXIMO,
  'grpc.max_concurrent_streams': 1_000,
  // sin esto, una conexión olvidada o que sólo pregunta por la salud se queda para siempre (grpc-node #2975)
  'grpc.max_connection_idle_ms': 5 * 60_000,
  'grpc.max_connection_age_ms': 60 * 60_000,
  'grpc.max_connection_age_grace_ms': 60_000,
}

/** Los servicios del negocio; la salud y la reflexión hablan de ellos. */
const SERVICIOS: readonly (readonly [DescService, (partes: Partes) => UntypedServiceImplementation])[] = [
  [Vuelos, servicioVuelos],
  [Contratos, (partes) => ({ ...servicioContratos(partes), ...servicioEventos(partes) })],
]

const ponerReflexion = (servidor: Server): void => {
  const descritos = [...SERVICIOS.map(([s]) => s), Health, ServerReflection, ServerReflectionAlfa]
  const reflexion = servicioReflexion(descritos)
  // en el cable son lo mismo: la versión vieja sólo cambia de nombre
  for (const { typeName } of [ServerReflection, ServerReflectionAlfa])
    servidor.addService(definicionDe(ServerReflection, typeName), reflexion)
}

const ponerSalud = (servidor: Server): HealthImplementation => {
  const salud = new HealthImplementation({ '': 'SERVING' })
  for (const [{ typeName }] of SERVICIOS) salud.setStatus(typeName, 'SERVING')
  salud.addToServer(servidor)
  return salud
}

const credencialesDe = (config: Config): ServerCredentials => {
  const propio = certificadoDe(config)
  return propio
    ? ServerCredentials.createSsl(null, [{ cert_chain: propio.cert, private_key: propio.key }])
    : ServerCredentials.createInsecure()
}

/** Deja de atender y espera a las llamadas en curso; a las que no acaban en `ms`, las corta. */
const cerrar = async (servidor: Server, ms: number): Promise<void> => {
  const reloj = setTimeout(() => servidor.forceShutdown(), ms)
  await promisify(servidor.tryShutdown.bind(servidor))()
  clearTimeout(reloj)
}

/**
 * Abre el sidecar en `config.puertos.grpc` (0 toma uno libre). Al cerrarse: la salud dice que no, los flujos
 * acaban con UNAVAILABLE y las llamadas en curso terminan.
 */
export const abrirSidecar = async (config: Config, recursos: RecursosSidecar): Promise<ServicioSidecar> => {
  await using pila = new AsyncDisposableStack()
  const fin = new AbortController()
  const metricas = crearMetricas()
  const { registro, trazas = sinTrazas, apiUrl: api = config.apiUrl } = recursos
  const { plazoMs = PLAZO_MS, cierreMs = CIERRE_MS } = recursos
  const partes: Partes = { api, registro, metricas, trazas, fin: fin.signal, plazoMs }
  const servidor = new Server(OPCIONES)
  pila.defer(() => cerrar(servidor, cierreMs))
  for (const [servicio, implementar] of SERVICIOS)
    servidor.addService(definicionDe(servicio), implementar(partes))
  // fuera de este equipo no se enseña qué hay (`fiabilidad.md` §5, S7)
  if (config.modoLocal) ponerReflexion(servidor)
  const salud = ponerSalud(servidor)
  pila.defer(() => {
    fin.abort(new ErrorGrpc(status.UNAVAILABLE, 'el sidecar se detiene: reanude desde el último evento'))
    for (const nombre of ['', ...SERVICIOS.map(([s]) => s.typeName)]) salud.setStatus(nombre, 'NOT_SERVING')
  })
  pila.use(await abrirPuertoMetricas(metricas.registro, config.metricas.grpc))
  const escuchar = promisify(servidor.bindAsync.bind(servidor))
  const { anfitrion, puertos } = config
  const puerto = await escuchar(autoridadDe(anfitrion, puertos.grpc), credencialesDe(config))
  const cierre = pila.move()
  return {
    puerto,
    url: autoridadDe(anfitrion, puerto),
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}
