import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Archivo, Archivos } from './archivos.ts'
import { preferencias, puertaCerrada, SIN_CONSTRUIR, vestir } from './documento.ts'
import { responderProblema } from './problema.ts'
import { anfitrionValido, esInseguro, type Puerta, procedencia } from './puerta.ts'
import type { Sesion, Sesiones } from './sesion.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Quién mira la página; null en lo que se ve sin sesión. */
    sesion: Sesion | null
  }
}

/** Lo que las rutas de la página necesitan de quien las monta. */
export type Entorno = Readonly<{
  archivos: Archivos
  puerta: Puerta
  sesiones: Sesiones
  version: string
  /** Parte de los clics que se trazan, de 0 a 1. */
  muestra: number
  /** Adónde se enlaza: `trazas` y `metricas`. */
  enlaces: Readonly<Record<string, string | undefined>>
  /** Modo local: se entra con la dirección que imprimió el arranque. Si no, con una clave, en un formulario. */
  local: boolean
  listo: () => Readonly<Record<string, boolean>>
}>

/** Sin sesión se ven: la salud, los archivos (no guardan datos) y la puerta cerrada. */
const ABIERTAS = /^\/(health|livez|readyz|assets\/|icono\.svg$|puerta\.css$|robots\.txt$)/

const consulta = (peticion: FastifyRequest): URLSearchParams => {
  const corte = peticion.url.indexOf('?')
  return new URLSearchParams(corte < 0 ? '' : peticion.url.slice(corte))
}

const camino = (peticion: FastifyRequest): string => peticion.url.split('?', 1)[0] ?? '/'

const quiereHtml = (peticion: FastifyRequest): boolean =>
  (peticion.method === 'GET' || esEntrada(peticion)) && (peticion.headers.accept ?? '').includes('text/html')

/** Quien admite cualquier cosa (curl, una biblioteca) también puede abrir la dirección que imprimió el arranque. */
const abrePortada = (peticion: FastifyRequest): boolean =>
  peticion.method === 'GET' &&
  camino(peticion) === '/' &&
  (peticion.headers.accept ?? '*/*').split(',').some((tipo) => tipo.trim().startsWith('*/*'))

/** `?token=` en cualquier dirección de la página: se cambia por la galleta y desaparece de la URL. */
const canjear = async (
  e: Entorno,
  peticion: FastifyRequest,
  respuesta: FastifyReply,
): Promise<FastifyReply | null> => {
  // Fuera del modo local una credencial no viaja en una URL: queda en registros ajenos.
  if (!e.local) return null
  const parametros = consulta(peticion)
  const token = parametros.get('token')
  if (token === null || !(quiereHtml(peticion) || abrePortada(peticion))) return null
  const galleta = await e.sesiones.canjear(peticion.raw, token)
  if (galleta === null) return null
  parametros.delete('token')
  const resto = parametros.size > 0 ? `?${parametros}` : ''
  // una sola barra al principio: `//otro.sitio` sería otra máquina
  const destino = `/${camino(peticion).replace(/^\/+/, '')}${resto}`
  return respuesta
    .code(303)
    .header('set-cookie', galleta)
    .header('cache-control', 'no-store')
    .header('location', destino)
    .send()
}

const cerrarPuerta = (e: Entorno, peticion: FastifyRequest, respuesta: FastifyReply): FastifyReply => {
  respuesta.code(401).header('www-authenticate', 'Bearer').header('cache-control', 'no-store')
  if (!quiereHtml(peticion)) {
    return responderProblema(respuesta, {
      status: 401,
      codigo: 'NoAutenticado',
      title: 'Falta la sesión',
      detail: 'Abra la página con la dirección que imprimió el arranque.',
    })
  }
  const direccion = e.local ? `${peticion.protocol}://${peticion.headers.host ?? 'localhost'}` : null
  return respuesta
    .type('text/html; charset=utf-8')
    .send(puertaCerrada(preferencias(peticion.raw, consulta(peticion)), direccion))
}

/** Antes de todo: que `Host` sea nuestro, que haya sesión, y que lo que cambia algo venga de nuestra página. */
const guardar = async (
  e: Entorno,
  peticion: FastifyRequest,
  respuesta: FastifyReply,
): Promise<FastifyReply | undefined> => {
  if (!anfitrionValido(e.puerta, peticion.raw)) {
    return responderProblema(respuesta, {
      status: 421,
      codigo: 'AnfitrionDesconocido',
      title: 'Ese nombre no es de aquí',
    })
  }
  if (ABIERTAS.test(camino(peticion))) return undefined
  const canje = await canjear(e, peticion, respuesta)
  if (canje) return canje
  const portador = await e.sesiones.dePortador(peticion.raw)
  const deFuera = esInseguro(peticion.method) && procedencia(peticion.raw) !== 'propia' && !portador
  if (!deFuera && esEntrada(peticion)) return undefined
  peticion.sesion = portador ?? (await e.sesiones.de(peticion.raw))
  if (!peticion.sesion) return cerrarPuerta(e, peticion, respuesta)
  return deFuera ? responderProblema(respuesta, DE_FUERA) : undefined
}

const DE_FUERA = {
  status: 403,
  codigo: 'OrigenNoPermitido',
  title: 'La petición no viene de esta página',
}

const esEntrada = (peticion: FastifyRequest): boolean =>
  peticion.method === 'POST' && camino(peticion) === '/sesion'

const servirArchivo = (peticion: FastifyRequest, respuesta: FastifyReply, archivo: Archivo): FastifyReply => {
  const huella = camino(peticion).startsWith('/assets/')
  respuesta
    .header('etag', archivo.etiqueta)
    .header('vary', 'accept-encoding')
    .header('cache-control', huella ? 'public, max-age=31536000, immutable' : 'no-cache')
    .type(archivo.tipo)
  if (peticion.headers['if-none-match'] === archivo.etiqueta) return respuesta.code(304).send()
  const comprime = archivo.comprimido && /\bgzip\b/.test(peticion.headers['accept-encoding'] ?? '')
  if (comprime) return respuesta.header('content-encoding', 'gzip').send(archivo.comprimido)
  return respuesta.send(archivo.cuerpo)
}

const servirPagina = (e: Entorno, peticion: FastifyRequest, respuesta: FastifyReply): FastifyReply => {
  const portada = e.archivos.get('/index.html')
  respuesta.header('cache-control', 'no-store').type('text/html; charset=utf-8')
  if (!portada) return respuesta.code(503).send(SIN_CONSTRUIR)
  const p = preferencias(peticion.raw, consulta(peticion))
  // los textos del idioma se anuncian en el documento: pedirlos al llegar el código sería un viaje más
  const textos = [...e.archivos.keys()].find((a) => a.startsWith(`/assets/textos-${p.idioma}-`))
  return respuesta.send(
    vestir(portada.cuerpo.toString('utf8'), p, { muestra: e.muestra, textos, enlaces: e.enlaces }),
  )
}

const ponerSalud = (app: FastifyInstance, e: Entorno): void => {
  app.get('/health', () => ({ status: 'up' }))
  app.get('/livez', () => ({ status: 'up' }))
  app.get('/readyz', (_peticion, respuesta) => {
    const partes = e.listo()
    const arriba = Object.values(partes).every(Boolean)
    return respuesta
      .code(arriba ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: arriba ? 'up' : 'down', servicio: 'ui', version: e.version, partes })
  })
}

/** Con qué credencial se entra en un formulario: sólo por el cuerpo, nunca por la URL. */
const credencialDe = ({ body }: FastifyRequest): string | null =>
  Buffer.isBuffer(body) ? new URLSearchParams(body.toString('utf8')).get('clave') : null

const entrar = async (
  e: Entorno,
  peticion: FastifyRequest,
  respuesta: FastifyReply,
): Promise<FastifyReply> => {
  const galleta = await e.sesiones.canjear(peticion.raw, credencialDe(peticion)?.trim() ?? '')
  if (galleta === null) {
    peticion.log.info({ direccion: peticion.ip }, 'acceso negado')
    return cerrarPuerta(e, peticion, respuesta)
  }
  return respuesta.code(303).header('set-cookie', galleta).header('location', '/').send()
}

const ponerSesion = (app: FastifyInstance, e: Entorno): void => {
  app.get('/sesion', ({ sesion }, respuesta) =>
    respuesta
      .header('cache-control', 'no-store')
      .send({ actor: sesion?.actor, rol: sesion?.roles[0], roles: sesion?.roles, version: e.version }),
  )
  app.post('/sesion', (peticion, respuesta) => entrar(e, peticion, respuesta))
  app.delete('/sesion', (peticion, respuesta) =>
    respuesta.code(204).header('set-cookie', e.sesiones.olvidar(peticion.raw)).send(),
  )
}

/** Monta la guardia, la salud, la sesión y los archivos; lo demás que pida HTML es la página. */
export const ponerRutas = (app: FastifyInstance, e: Entorno): void => {
  app.decorateRequest('sesion', null)
  app.addHook('onRequest', (peticion, respuesta) => guardar(e, peticion, respuesta))
  ponerSalud(app, e)
  ponerSesion(app, e)
  app.setNotFoundHandler((peticion, respuesta) => {
    const lee = peticion.method === 'GET' || peticion.method === 'HEAD'
    const archivo = lee && camino(peticion) !== '/index.html' ? e.archivos.get(camino(peticion)) : undefined
    if (archivo) return servirArchivo(peticion, respuesta, archivo)
    if (quiereHtml(peticion) || abrePortada(peticion)) return servirPagina(e, peticion, respuesta)
    return responderProblema(respuesta, {
      status: 404,
      codigo: 'RutaNoEncontrada',
      title: 'No hay nada en esa dirección',
    })
  })
}
