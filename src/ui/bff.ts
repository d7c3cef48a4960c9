import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Lapso, muestreado, type Trazas } from '#seedwork/aplicacion/trazas.ts'
import type { Registro } from '#seedwork/infraestructura/registro.ts'
import { leerTraceparent } from '#seedwork/presentacion/encabezados.ts'
import { responderProblema } from './problema.ts'

/** A dónde van las peticiones de la página, cada una con la credencial de quien la mira. */
export type Destinos = Readonly<{
  api: string
  notificaciones: string
  registro: Registro
  trazas: Trazas
  plazoMs?: number
}>

/** Todo lo que no esté aquí se queda en la puerta: ni galletas, ni `Host`, ni `X-Forwarded-*`. */
const DE_IDA = [
  'accept',
  'accept-language',
  'content-type',
  'if-match',
  'if-none-match',
  'idempotency-key',
  'prefer',
  'alpes-esperar',
  'traceparent',
  'tracestate',
]

const DE_VUELTA = [
  'content-type',
  'content-disposition',
  'content-language',
  'etag',
  'location',
  'link',
  'last-modified',
  'preference-applied',
  'retry-after',
  'allow',
  'alpes-posicion',
  'alpes-reloj',
  'idempotent-replayed',
  'deprecation',
  'sunset',
  'x-durability',
]

/** Rutas del otro servicio; el resto de `/api` es de la api. */
const DE_NOTIFICACIONES = /^\/(notificaciones|correo)(\/|$|\?)/

/** Lo que la api y notificaciones llaman igual, porque cada uno opera lo suyo: aquí, lo del segundo. */
const OPERAR_NOTIFICACIONES = /^\/servicios\/notificaciones(?=\/(apartados|suscripciones)(\/|$|\?))/

/** Documentos de la api que también se leen desde la raíz de la página. */
const DOCUMENTOS = [
  '/openapi.json',
  '/spec',
  '/asyncapi.json',
  '/docs',
  '/docs/*',
  '/eventos',
  '/problemas/*',
]

const cabecerasDeIda = (peticion: FastifyRequest): Headers => {
  const credencial = peticion.sesion?.credencial ?? ''
  const ida = new Headers({ authorization: `Bearer ${credencial}`, 'accept-encoding': 'identity' })
  for (const nombre of DE_IDA) {
    const valor = peticion.headers[nombre]
    if (typeof valor === 'string') ida.set(nombre, valor)
  }
  return ida
}

/** `Location` viene como ruta de la api: la página la ve bajo `/api`. */
const ubicacion = (valor: string, destino: string): string => {
  const url = new URL(valor, destino)
  return `/api${url.pathname}${url.search}`
}

const cuerpoDe = (peticion: FastifyRequest): Uint8Array<ArrayBuffer> | null => {
  const cuerpo = peticion.body
  return Buffer.isBuffer(cuerpo) && cuerpo.length > 0 ? new Uint8Array(cuerpo) : null
}

type Salto = Readonly<{ destino: string; ruta: string; bajoApi: boolean }>

const pasar = async (peticion: FastifyRequest, respuesta: FastifyReply, salto: Salto & { d: Destinos }) => {
  const { destino, ruta, bajoApi, d } = salto
  const corte = new AbortController()
  // sólo hasta las cabeceras: un CSV largo o una lectura con `esperar` siguen mientras el navegador escuche
  const plazo = setTimeout(() => corte.abort(new Error('plazo')), d.plazoMs ?? 40_000)
  respuesta.raw.once('close', () => corte.abort())
  const ida: RequestInit = {
    method: peticion.method,
    headers: cabecerasDeIda(peticion),
    body: cuerpoDe(peticion),
    redirect: 'manual',
    signal: corte.signal,
  }
  const vuelta = await fetch(destino + ruta, ida).finally(() => clearTimeout(plazo))
  respuesta.code(vuelta.status).header('cache-control', 'no-store')
  for (const nombre of DE_VUELTA) {
    const valor = vuelta.headers.get(nombre)
    if (valor === null) continue
    respuesta.header(nombre, nombre === 'location' && bajoApi ? ubicacion(valor, destino) : valor)
  }
  // un documento se pinta con la política de quien lo escribió
  const politica = bajoApi ? null : vuelta.headers.get('content-security-policy')
  if (politica) respuesta.header('content-security-policy', politica)
  if (!vuelta.body || peticion.method === 'HEAD') {
    await vuelta.body?.cancel()
    return respuesta.send()
  }
  return respuesta.send(Readable.fromWeb(vuelta.body as ReadableStream))
}

/** El paso por aquí de lo que la página marcó: lo demás no lo empieza el BFF, sino quien lo atiende. */
const abrirLapso = (peticion: FastifyRequest, { trazas }: Destinos): Lapso | null => {
  if (!trazas.activas) return null
  const padre = leerTraceparent(peticion.headers)
  if (!muestreado(padre)) return null
  const atributos = { metodo: peticion.method, ruta: peticion.routeOptions.url ?? '' }
  const lapso = trazas.abrir(`BFF ${peticion.method}`, { clase: 'servidor', padre, atributos })
  peticion.headers.traceparent = lapso.traceparent
  return lapso
}

/** Como `pasar`, pero un servicio caído se dice con 502 y no deja a nadie esperando. */
const intentar = async (
  peticion: FastifyRequest,
  respuesta: FastifyReply,
  salto: Salto & { d: Destinos },
) => {
  const lapso = abrirLapso(peticion, salto.d)
  respuesta.raw.once('close', () => {
    lapso?.anotar({ estado: respuesta.statusCode })
    lapso?.terminar(respuesta.statusCode >= 500 ? { fallo: String(respuesta.statusCode) } : {})
  })
  try {
    return await pasar(peticion, respuesta, salto)
  } catch (error) {
    if (respuesta.raw.destroyed || respuesta.sent) return respuesta
    salto.d.registro.warn({ error, destino: salto.destino }, 'no responde el servicio de detrás')
    return responderProblema(respuesta.header('retry-after', '2'), {
      status: 502,
      codigo: 'ServicioNoDisponible',
      title: 'El servicio no responde',
      detail:
        'La página está en pie, pero el servicio que guarda los datos no responde. Reintente en unos segundos.',
    })
  }
}

/** Un enlace de descarga no puede pedir `Accept: text/csv`: esta ruta lo pide por él. */
const ponerDescargas = (app: FastifyInstance, d: Destinos): void => {
  app.get<{ Params: { '*': string } }>('/descargas/*', (peticion, respuesta) => {
    const nombre = /^((?:informes\/)?[a-z-]+)\.csv$/.exec(peticion.params['*'])?.[1]
    if (!nombre) return respuesta.callNotFound()
    peticion.headers.accept = 'text/csv'
    const consulta = peticion.url.includes('?') ? peticion.url.slice(peticion.url.indexOf('?')) : ''
    return intentar(peticion, respuesta, { destino: d.api, ruta: `/${nombre}${consulta}`, bajoApi: false, d })
  })
}

/** Rutas de la página hacia los servicios: `/api/*` y los documentos. Pasan el cuerpo sin tocarlo. */
export const ponerBff = (app: FastifyInstance, d: Destinos): void => {
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/api/*',
    handler: (peticion, respuesta) => {
      const pedida = peticion.url.slice('/api'.length)
      const ruta = pedida.replace(OPERAR_NOTIFICACIONES, '')
      const suya = ruta !== pedida || DE_NOTIFICACIONES.test(ruta)
      const destino = suya ? d.notificaciones : d.api
      return intentar(peticion, respuesta, { destino, ruta, bajoApi: true, d })
    },
  })
  ponerDescargas(app, d)
  for (const url of DOCUMENTOS) {
    app.get(url, (peticion, respuesta) =>
      intentar(peticion, respuesta, { destino: d.api, ruta: peticion.url, bajoApi: false, d }),
    )
  }
}
