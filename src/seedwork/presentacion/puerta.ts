import type { FastifyReply, FastifyRequest } from 'fastify'
import { ErrorDominio } from '../dominio/errores.ts'
import type { Identificar } from './acceso/limitar.ts'
import { type Politica, type Principal, puede } from './autenticacion.ts'
import { type CodigoHttp, errorHttp } from './codigos.ts'
import { ENCABEZADOS_SEGUROS, type Limites, nombreDeAnfitrion, nombreDeOrigen } from './seguridad.ts'
import type { Conexiones } from './socket.ts'
import { tipoDeCuerpo } from './tipo-contenido.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Quién pide; `null` en las rutas abiertas. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    /** Quién puede usar la ruta; sin ella el servicio no arranca. */
    politica?: Politica
    /** Sin cuerpo vale como `{}` (DELETE con motivo). */
    cuerpoOpcional?: boolean
    /** Ms que puede tardar el manejador. */
    plazo?: number
    /** Trabajo largo: cada principal tiene pocas por minuto. */
    costosa?: boolean
  }
}

/** Lo que la puerta mira antes de leer el cuerpo. */
export type Puerta = Readonly<{
  limites: Limites
  conexiones: Conexiones
  identificar: Identificar
  /** Nombres de `Host` y `Origin` admitidos; `null`: cualquiera (hay autenticación y TLS delante). */
  anfitriones: readonly string[] | null
  /** ¿Se escucha sólo en esta máquina? Entonces los documentos se ven sin credencial. */
  local: boolean
  enDrenaje(): boolean
  /** ¿No cabe una orden más? Entonces se rechaza antes de leer su cuerpo. */
  saturado?: () => boolean
  metodosDe(ruta: string): readonly string[]
}>

/** Un rechazo tras el que la conexión no es de fiar: se responde, se cierra y no se atiende lo encolado. */
const cerrando = (
  p: Puerta,
  peticion: FastifyRequest,
  respuesta: FastifyReply,
  error: ErrorDominio,
): ErrorDominio => {
  p.conexiones.condenar(peticion.raw.socket)
  respuesta.header('connection', 'close')
  return error
}

/** Encabezados que valen una sola vez y el rechazo si se repiten; Node se quedaría con el primero. */
const UNICOS: ReadonlyMap<string, CodigoHttp> = new Map([
  ['host', 'PeticionMalformada'],
  ['content-length', 'PeticionMalformada'],
  ['transfer-encoding', 'PeticionMalformada'],
  ['authorization', 'EncabezadoInvalido'],
  ['idempotency-key', 'EncabezadoInvalido'],
  ['if-match', 'EncabezadoInvalido'],
  ['alpes-esperar', 'EncabezadoInvalido'],
  ['content-type', 'TipoDeContenidoNoSoportado'],
])

const repetidos = (crudos: readonly string[]): { codigo: CodigoHttp; nombre: string } | null => {
  const vistos = new Set<string>()
  for (let i = 0; i < crudos.length; i += 2) {
    const nombre = crudos[i]?.toLowerCase() ?? ''
    const codigo = UNICOS.get(nombre)
    if (codigo === undefined) continue
    if (vistos.has(nombre)) return { codigo, nombre }
    vistos.add(nombre)
  }
  return null
}

const revisarForma = (p: Puerta, peticion: FastifyRequest, respuesta: FastifyReply): void => {
  const { raw } = peticion
  const rechazar = (codigo: CodigoHttp, detalle: string): never => {
    throw cerrando(p, peticion, respuesta, errorHttp(codigo, detalle))
  }
  if (p.conexiones.estaCondenada(raw.socket)) rechazar('PeticionMalformada', 'la conexión ya no se atiende')
  if (raw.rawHeaders.length > p.limites.campos * 2)
    rechazar('EncabezadosDemasiadoGrandes', `son más de ${p.limites.campos} encabezados`)
  if (raw.httpVersionMajor !== 1) rechazar('PeticionMalformada', 'sólo se habla HTTP/1')
  const url = raw.url ?? ''
  if (url.length > p.limites.url) rechazar('UrlDemasiadoLarga', 'la URL pasa de 8 KiB')
  if (!url.startsWith('/')) rechazar('PeticionMalformada', 'la ruta debe empezar con /')
  const repetido = repetidos(raw.rawHeaders)
  if (repetido) rechazar(repetido.codigo, `el encabezado ${repetido.nombre} viene más de una vez`)
  const codificacion = raw.headers['transfer-encoding']
  if (codificacion !== undefined && codificacion.toLowerCase() !== 'chunked')
    rechazar('PeticionMalformada', 'Transfer-Encoding sólo puede ser chunked')
}

const revisarAnfitrion = (p: Puerta, peticion: FastifyRequest, respuesta: FastifyReply): void => {
  const { host, origin } = peticion.headers
  const nombre = host === undefined ? null : nombreDeAnfitrion(host)
  if (nombre === null)
    throw cerrando(p, peticion, respuesta, errorHttp('PeticionMalformada', 'falta un Host bien formado'))
  if (p.anfitriones === null) return
  if (!p.anfitriones.includes(nombre))
    throw errorHttp('AnfitrionNoPermitido', 'este servicio no se llama así: use localhost o 127.0.0.1')
  if (origin !== undefined && !p.anfitriones.includes(nombreDeOrigen(origin) ?? ''))
    throw errorHttp('AnfitrionNoPermitido', 'no se atiende a páginas de otro origen')
}

const autorizar = async (p: Puerta, peticion: FastifyRequest, respuesta: FastifyReply): Promise<void> => {
  const politica = peticion.is404 ? [] : (peticion.routeOptions.config.politica ?? [])
  if (politica === 'abierta' || (politica === 'documento' && p.local)) return
  const principal = await p.identificar(peticion, respuesta)
  peticion.principal = principal
  if (peticion.is404 || politica === 'documento' || politica === 'cualquiera') return
  if (!puede(principal, politica))
    throw new ErrorDominio('NoAutorizado', 'la credencial no alcanza para esto')
}

const revisarCarga = (p: Puerta, peticion: FastifyRequest, respuesta: FastifyReply): void => {
  const abierta = peticion.routeOptions.config?.politica === 'abierta'
  if (p.enDrenaje()) {
    respuesta.header('connection', 'close')
    if (!abierta) throw errorHttp('EnDrenaje', 'el servicio se está deteniendo')
  }
  if (!abierta && p.conexiones.enCurso() > p.limites.enCurso)
    throw new ErrorDominio('Sobrecarga', 'hay demasiadas peticiones en curso')
  if (!abierta && !SIN_CUERPO.has(peticion.method) && p.saturado?.()) throw SATURADO
}

// Uno solo: armar un error con su pila por cada rechazo cuesta justo cuando no sobra nada.
const SATURADO = new ErrorDominio('Sobrecarga', 'hay demasiadas órdenes en espera; vuelva a intentar')

const SIN_CUERPO = new Set(['GET', 'HEAD'])

const noExiste = (p: Puerta, peticion: FastifyRequest, respuesta: FastifyReply): never => {
  const metodos = p.metodosDe((peticion.raw.url ?? '').split('?', 1)[0] ?? '')
  if (metodos.length === 0) throw errorHttp('RutaNoEncontrada', 'esa ruta no existe')
  respuesta.header('allow', metodos.join(', '))
  throw errorHttp('MetodoNoPermitido', `esa ruta admite ${metodos.join(', ')}`)
}

const revisarCuerpo = (p: Puerta, peticion: FastifyRequest, respuesta: FastifyReply): void => {
  const { headers, method } = peticion
  const trae = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  const noAdmitido = (detalle: string) => {
    if (method === 'PATCH') respuesta.header('accept-patch', 'application/merge-patch+json, application/json')
    throw cerrando(p, peticion, respuesta, errorHttp('TipoDeContenidoNoSoportado', detalle))
  }
  if (headers['content-encoding'] !== undefined) noAdmitido('no se admite Content-Encoding')
  if (SIN_CUERPO.has(method)) {
    if (trae)
      throw cerrando(p, peticion, respuesta, errorHttp('PeticionMalformada', `${method} no lleva cuerpo`))
    return
  }
  const tipo = headers['content-type']
  if (tipo === undefined && !trae) return
  const cuerpo = tipoDeCuerpo(tipo ?? '')
  if (cuerpo === null) noAdmitido('el cuerpo debe ser application/json en UTF-8')
  if (cuerpo === 'application/merge-patch+json' && method !== 'PATCH')
    noAdmitido('application/merge-patch+json sólo se admite en PATCH')
}

/** El orden importa: primero lo que vuelve ambigua la conexión, luego quién es, después si existe. */
export const crearPuerta = (p: Puerta) => async (peticion: FastifyRequest, respuesta: FastifyReply) => {
  respuesta.headers(ENCABEZADOS_SEGUROS).header('x-request-id', peticion.id)
  p.conexiones.empezar(respuesta.raw)
  revisarForma(p, peticion, respuesta)
  revisarAnfitrion(p, peticion, respuesta)
  revisarCarga(p, peticion, respuesta)
  await autorizar(p, peticion, respuesta)
  if (peticion.is404) noExiste(p, peticion, respuesta)
  revisarCuerpo(p, peticion, respuesta)
}
