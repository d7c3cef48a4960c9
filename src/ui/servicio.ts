import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  fastify,
} from 'fastify'
import { certificadoDe } from '#config/certificado.ts'
import type { Config } from '#config/config.ts'
import { urlDe } from '#config/direccion.ts'
import type { Fuente } from '#seedwork/aplicacion/fuente.ts'
import { sinTrazas } from '#seedwork/aplicacion/trazas.ts'
import type { Recursos } from '#seedwork/infraestructura/recursos.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { SIN_VUELTA_MAXIMO } from '#seedwork/infraestructura/suscripciones/vida.ts'
import { type Autenticador, autenticadorLocal } from '#seedwork/presentacion/autenticacion.ts'
import { abrirPuertoMetricas } from '#seedwork/presentacion/metricas.ts'
import { type Archivos, cargarArchivos } from './archivos.ts'
import { ponerBff } from './bff.ts'
import { ponerCabeceras } from './cabeceras.ts'
import { ponerClics } from './clics.ts'
import { crearDecodificador } from './esquemas.ts'
import { crearMetricasUi } from './metricas.ts'
import { responderProblema } from './problema.ts'
import { crearPuerta, type Puerta } from './puerta.ts'
import { ponerRutas } from './rutas.ts'
import { ponerServicios } from './servicios.ts'
import { crearSesiones, ErrorSesion, type Sesiones } from './sesion.ts'
import { abrirDifusor, type Difusor } from './ws/difusor.ts'
import { TOPICO_RESULTADOS, TOPICOS_DE_OPERADOR, TOPICOS_DE_TODOS } from './ws/protocolo.ts'
import { abrirServidorWs } from './ws/servidor.ts'
import type { Decodificar } from './ws/tramas.ts'

/** Lo que la página recibe abierto. Con todo en un proceso, las URL son las de los puertos ya abiertos. */
export type RecursosUi = Pick<Recursos, 'registro' | 'token' | 'version' | 'trazas'> &
  Readonly<{
    /** De dónde se lee la bitácora: SQL con todo en un proceso, HTTP cuando corre sola. */
    fuente: Fuente
    /** Quién es quién; por omisión, sólo el token del arranque. */
    autenticar?: Autenticador
    apiUrl?: string
    notificacionesUrl?: string
    /** `http(s)://anfitrion:puerto` del sidecar: sólo se le pregunta la salud. */
    sidecarUrl?: string
    /** Carpeta de la página construida; por omisión `src/ui/publico`. */
    publico?: string
    /** Sólo para pruebas: cómo se entiende un mensaje y cada cuánto late un WebSocket (ms). */
    decodificar?: Decodificar
    latidoMs?: number
  }>

/** La página en pie. `url` no lleva el token. */
export type ServicioUi = AsyncDisposable & Readonly<{ url: string; puerto: number; conexiones: () => number }>

const PUBLICO = fileURLToPath(new URL('./publico', import.meta.url))
const CUERPO_MAXIMO = 256 * 1024

const LIMITES_HTTP = { maxHeaderSize: 16 * 1024, headersTimeout: 10_000 }

const opcionesServidor = (config: Config): FastifyServerOptions => {
  const propio = certificadoDe(config)
  if (!propio) return { http: LIMITES_HTTP } as FastifyServerOptions
  return { https: { ...LIMITES_HTTP, ...propio } } as unknown as FastifyServerOptions
}

const alFallar =
  (registro: Registro) =>
  (error: Error & { statusCode?: number }, _peticion: FastifyRequest, respuesta: FastifyReply) => {
    const status = error.statusCode ?? 500
    if (error instanceof ErrorSesion) {
      const { codigo, message: title } = error
      return responderProblema(respuesta.header('retry-after', '5'), { status, codigo, title })
    }
    if (status >= 500) registro.error({ error }, 'fallo al atender una petición')
    return responderProblema(respuesta, {
      status,
      codigo: status === 413 ? 'CuerpoDemasiadoGrande' : status < 500 ? 'PeticionInvalida' : 'ErrorInterno',
      title: status < 500 ? 'La petición no se entiende' : 'Fallo interno',
    })
  }

const crearApp = (config: Config, registro: Registro): FastifyInstance => {
  const app: FastifyInstance = fastify({
    logger: false,
    bodyLimit: CUERPO_MAXIMO,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    ...opcionesServidor(config),
  })
  app.removeAllContentTypeParsers()
  // el cuerpo pasa tal cual: quien lo entiende y lo valida es el servicio de detrás
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_peticion, cuerpo, listo) => listo(null, cuerpo))
  app.setErrorHandler(alFallar(registro))
  app.addHook('onSend', async (_peticion, respuesta) =>
    ponerCabeceras(respuesta, config.tls.modo !== 'ninguno'),
  )
  return app
}

type Partes = Readonly<{ archivos: Archivos; sesiones: Sesiones; difusor: Difusor; puerta: Puerta }>

const montar = (app: FastifyInstance, config: Config, recursos: RecursosUi, partes: Partes): void => {
  const { trazas = sinTrazas, version } = recursos
  const api = recursos.apiUrl ?? config.apiUrl
  const notificaciones = recursos.notificacionesUrl ?? config.notificacionesUrl
  const listo = () => ({
    bitacora: partes.difusor.listo && partes.difusor.sinVuelta() < SIN_VUELTA_MAXIMO,
    pagina: partes.archivos.has('/index.html'),
  })
  const { enlaces, modoLocal: local } = config
  ponerRutas(app, { ...partes, version, muestra: trazas.muestra, enlaces, local, listo })
  ponerClics(app, trazas)
  const sidecar = recursos.sidecarUrl ?? urlDe(config, config.puertos.grpc)
  ponerServicios(app, { api, notificaciones, sidecar, version, listo })
  ponerBff(app, { api, notificaciones, registro: recursos.registro, trazas })
}

/** Abre la página, su BFF y su WebSocket en un solo puerto. Se cierra en orden inverso. */
export const abrirUi = async (config: Config, recursos: RecursosUi): Promise<ServicioUi> => {
  await using pila = new AsyncDisposableStack()
  const { registro } = recursos
  const app = crearApp(config, registro)
  pila.defer(() => app.close())
  const puerto = () => (app.server.address() as AddressInfo).port
  const sesiones = crearSesiones({
    ...{ token: recursos.token, puerto, saltos: config.tasas.saltos },
    autenticar: recursos.autenticar ?? autenticadorLocal(recursos.token),
    segura: config.tls.modo !== 'ninguno',
  })
  const difusor = pila.use(
    abrirDifusor({
      fuente: recursos.fuente,
      topicos: [...TOPICOS_DE_TODOS, ...TOPICOS_DE_OPERADOR, TOPICO_RESULTADOS],
      decodificar: recursos.decodificar ?? crearDecodificador(),
      registro,
    }),
  )
  const archivos = await cargarArchivos(recursos.publico ?? PUBLICO)
  const puerta = crearPuerta(config)
  montar(app, config, recursos, { archivos, sesiones, difusor, puerta })
  const ws = pila.use(
    abrirServidorWs({
      ...{ servidor: app.server, puerta, sesiones, difusor, registro, local: config.modoLocal },
      trazas: recursos.trazas ?? sinTrazas,
      ...(recursos.latidoMs === undefined ? {} : { latidoMs: recursos.latidoMs }),
    }),
  )
  pila.use(await abrirPuertoMetricas(crearMetricasUi({ ws, difusor }), config.metricas.ui))
  await app.listen({ port: config.puertos.ui, host: config.anfitrion })
  const cierre = pila.move()
  return {
    puerto: puerto(),
    url: urlDe(config, puerto()),
    conexiones: () => ws.conexiones,
    [Symbol.asyncDispose]: () => cierre.disposeAsync(),
  }
}
