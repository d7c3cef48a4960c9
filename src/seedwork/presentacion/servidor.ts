import { randomUUIDv7 } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type HookHandlerDoneFunction,
  type RouteOptions,
} from 'fastify'
import Type from 'typebox'
import type { Registro } from '../infraestructura/registro.ts'
import type { HacerFreno } from './acceso/freno.ts'
import { crearIdentificar } from './acceso/limitar.ts'
import type { Autenticador } from './autenticacion.ts'
import { errorHttp } from './codigos.ts'
import { crearResponderFallo, errorDePlazo } from './fallos.ts'
import { leerJson } from './json.ts'
import type { TablaErrores } from './problemas.ts'
import { crearPuerta } from './puerta.ts'
import { crearRutas } from './rutas.ts'
import { LIMITES, type Limites } from './seguridad.ts'
import { type Conexiones, crearConexiones } from './socket.ts'
import { type OpcionesTrazas, ponerTrazas } from './trazas.ts'
import { compiladorDeEsquemas } from './validacion.ts'

/** Fastify con los tipos sacados de los esquemas TypeBox de cada ruta. */
export type Aplicacion = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Lo que se midió de una respuesta. `ruta` es el patrón, nunca la URL. */
export type Medida = Readonly<{ metodo: string; ruta: string; estado: number; segundos: number }>

/** Certificado y llave, en PEM. */
export type CredencialTls = Readonly<{ cert: Buffer; key: Buffer }>

export type OpcionesServidor = Readonly<{
  registro: Registro
  tabla: TablaErrores
  autenticar: Autenticador
  /** Nombres de `Host` y `Origin` admitidos; `null`: cualquiera. */
  anfitriones: readonly string[] | null
  /** ¿Se escucha sólo en esta máquina? */
  local: boolean
  limites?: Partial<Limites>
  /** De dónde salen los frenos; por omisión, de la memoria de este proceso. */
  frenos?: HacerFreno | undefined
  /** Con certificado propio se habla HTTPS. */
  tls?: CredencialTls | undefined
  medir?: (medida: Medida) => void
  /** ¿No cabe una orden más? */
  saturado?: () => boolean
  trazas?: OpcionesTrazas | undefined
}>

/** Un servidor HTTP ya endurecido, sin rutas. `drenar` rechaza lo nuevo; `app.close()` espera lo que está en curso. */
export type ServidorHttp = { app: Aplicacion; drenar(): void; enDrenaje(): boolean }

const ID_PETICION = /^[A-Za-z0-9._:-]{1,128}$/

/** El id que da quien llama si es decente; si no, uno nuevo. Vuelve en `X-Request-Id` y en cada problema. */
const idDePeticion = (peticion: IncomingMessage): string => {
  const dado = peticion.headers['x-request-id']
  return typeof dado === 'string' && ID_PETICION.test(dado) ? dado : randomUUIDv7()
}

const SIN_CONSULTA = Type.Object({}, { additionalProperties: false })

/** Una ruta sin política no arranca; una sin consulta declarada no admite ninguna. */
const revisarRuta = (ruta: RouteOptions): void => {
  if (ruta.config?.politica === undefined)
    throw new Error(`la ruta ${ruta.method} ${ruta.url} no tiene política`)
  ruta.schema ??= {}
  if (ruta.config.politica !== 'abierta') ruta.schema.querystring ??= SIN_CONSULTA
}

type Ganchos = Readonly<{
  alFallar: Conexiones['alFallar']
  responderFallo: ReturnType<typeof crearResponderFallo>
  tls: CredencialTls | undefined
}>

/** Lo que se le dice a `node:http` (o a `node:https`, con su certificado). */
const transporte = (l: Limites, tls: CredencialTls | undefined): Pick<FastifyHttpOptions<Server>, 'http'> => {
  const opciones = {
    maxHeaderSize: l.encabezados,
    headersTimeout: l.plazoEncabezados,
    connectionsCheckingInterval: l.revision,
    insecureHTTPParser: false,
    // La falta de Host la decimos nosotros, con su problema.
    requireHostHeader: false,
  }
  // Un servidor HTTPS atiende igual; el tipo de Fastify los separa y aquí no hace falta.
  if (tls) return { https: { ...opciones, ...tls, minVersion: 'TLSv1.2' } } as object
  return { http: opciones }
}

const abrirFastify = (l: Limites, g: Ganchos): Aplicacion =>
  fastify({
    genReqId: idDePeticion,
    bodyLimit: l.cuerpo,
    requestTimeout: l.plazoPeticion,
    keepAliveTimeout: l.conexionOciosa,
    return503OnClosing: false,
    clientErrorHandler: g.alFallar,
    // Lo que falla antes de encontrar ruta (una URL mal codificada) no pasa por los ganchos.
    frameworkErrors: g.responderFallo,
    ...transporte(l, g.tls),
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreTrailingSlash: false },
  }).withTypeProvider<TypeBoxTypeProvider>()

// Estos ganchos no esperan a nadie: con `seguir` y sin promesas cuestan la mitad.
type Seguir = HookHandlerDoneFunction

const revisarQueHayCuerpo = (peticion: FastifyRequest, _: FastifyReply, seguir: Seguir): void => {
  if (peticion.body === undefined) darCuerpo(peticion)
  seguir()
}

const darCuerpo = (peticion: FastifyRequest): void => {
  const { schema, config } = peticion.routeOptions
  if (schema?.body === undefined) return
  if (!config.cuerpoOpcional) throw errorHttp('JsonInvalido', 'el cuerpo está vacío')
  peticion.body = {}
}

/**
 * Plazo del manejador. El de Fastify se desarma en cuanto el cuerpo termina de llegar, así que no cubre
 * ninguna orden con cuerpo.
 */
const vigilarPlazo =
  (porOmision: number) =>
  ({ routeOptions, method }: FastifyRequest, respuesta: FastifyReply, seguir: Seguir): void => {
    const vencer = () => {
      if (respuesta.raw.headersSent) respuesta.raw.destroy()
      else respuesta.send(errorDePlazo(method))
    }
    const reloj = setTimeout(vencer, routeOptions.config.plazo ?? porOmision)
    respuesta.raw.once('close', () => clearTimeout(reloj))
    seguir()
  }

const NEGADAS = new Set([401, 403, 429])

/** Cada respuesta deja su medida y una línea: los 5xx se ven siempre; lo demás, sólo al depurar. */
const anotarRespuestas = (app: Aplicacion, { registro, medir }: OpcionesServidor): void => {
  const anotar = (medida: Medida, { id, ip, principal, lapso }: FastifyRequest): void => {
    const traza = lapso && { traza: lapso.traceparent.slice(3, 35) }
    const linea = { ...medida, peticion: id, actor: principal?.nombre ?? null, ...traza }
    if (medida.estado >= 500) registro.warn(linea, 'respuesta')
    // Quién llamó a una puerta que no era la suya se ve siempre (ASVS 16.3).
    else if (NEGADAS.has(medida.estado)) registro.info({ ...linea, direccion: ip }, 'acceso negado')
    else registro.debug(linea, 'respuesta')
  }
  app.addHook('onResponse', (peticion, { statusCode: estado, elapsedTime }, seguir) => {
    const { method: metodo, routeOptions } = peticion
    const medida = { metodo, ruta: routeOptions.url ?? '', estado, segundos: elapsedTime / 1000 }
    medir?.(medida)
    anotar(medida, peticion)
    seguir()
  })
}

const leerEstricto = (app: Aplicacion): void => {
  app.setValidatorCompiler(compiladorDeEsquemas)
  app.setSerializerCompiler(() => (valor) => JSON.stringify(valor))
  app.removeAllContentTypeParsers()
  // Un solo analizador: la puerta ya comprobó el tipo, y nada entra por un camino sin validar.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, cuerpo: Buffer, listo) => {
    // Hay clientes que ponen el tipo aunque no manden nada: si el cuerpo hacía falta, lo dice `darCuerpo`.
    if (cuerpo.length === 0) return listo(null, undefined)
    let leido: unknown
    try {
      leido = leerJson(cuerpo)
    } catch (error) {
      return listo(error as Error)
    }
    // Fuera del `try`: lo que falle después no es del cuerpo, y `listo` se llama una vez.
    listo(null, leido)
  })
  app.addHook('preValidation', revisarQueHayCuerpo)
}

/** Abre un Fastify sin los valores laxos de fábrica (fiabilidad §0.12). Las rutas se añaden a `app`. */
export const crearServidor = (o: OpcionesServidor): ServidorHttp => {
  const limites = { ...LIMITES, ...o.limites }
  const conexiones = crearConexiones(o.tabla)
  const rutas = crearRutas()
  let drenando = false
  const enDrenaje = () => drenando
  const responderFallo = crearResponderFallo(o.tabla, o.registro)
  const app = abrirFastify(limites, { alFallar: conexiones.alFallar, responderFallo, tls: o.tls })

  conexiones.vigilar(app.server)
  app.decorateRequest('principal', null)
  leerEstricto(app)
  app.addHook('onRoute', (ruta) => {
    revisarRuta(ruta)
    rutas.anotar(ruta.method, ruta.url)
  })
  const identificar = crearIdentificar(o.autenticar, limites, o.frenos)
  const puerta = { ...o, limites, conexiones, enDrenaje, metodosDe: rutas.metodosDe, identificar }
  app.addHook('onRequest', crearPuerta(puerta))
  ponerTrazas(app, o.trazas)
  app.addHook('preHandler', vigilarPlazo(limites.plazoManejador))
  app.setErrorHandler(responderFallo)
  app.setNotFoundHandler(() => {
    throw errorHttp('RutaNoEncontrada', 'esa ruta no existe')
  })
  anotarRespuestas(app, o)
  return {
    app,
    enDrenaje,
    drenar() {
      drenando = true
      conexiones.despedir()
    },
  }
}
