import type { FastifyReply, FastifyRequest } from 'fastify'
import { ErrorDominio } from '../dominio/errores.ts'
import type { Registro } from '../infraestructura/registro.ts'
import { type CodigoHttp, errorHttp } from './codigos.ts'
import { problemaDe, type TablaErrores, TIPO_PROBLEMA } from './problemas.ts'
import { ENCABEZADOS_SEGUROS } from './seguridad.ts'

/** Lo que Fastify dice con sus códigos, dicho con los nuestros. */
const DE_FASTIFY: Readonly<Record<string, readonly [CodigoHttp, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['CuerpoDemasiadoGrande', 'el cuerpo pasa de 256 KiB'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'TipoDeContenidoNoSoportado',
    'el cuerpo debe ser application/json en UTF-8',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['PeticionMalformada', 'el cuerpo no mide lo que dice Content-Length'],
  FST_ERR_BAD_URL: ['PeticionMalformada', 'la ruta tiene una codificación con % que no se entiende'],
  FST_ERR_MAX_PARAM_LENGTH: ['RutaNoEncontrada', 'esa ruta no existe'],
}

const SEGUROS = new Set(['GET', 'HEAD'])

/** El manejador no respondió a tiempo: una lectura no hizo nada; de una orden no se sabe. */
export const errorDePlazo = (metodo: string): ErrorDominio =>
  SEGUROS.has(metodo)
    ? new ErrorDominio('PlazoVencido', 'la consulta no respondió a tiempo')
    : new ErrorDominio('ResultadoDesconocido', 'la orden no respondió a tiempo: repítala con su misma clave')

const SIN_BASE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', '53300'])
const MENSAJES_SIN_BASE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/

/**
 * ¿No se pudo hablar con la base? Red, apagado, o un `FATAL`, con el que PostgreSQL cierra la sesión (o
 * no la abre): ninguno es de la sentencia.
 */
const faltaLaBase = (error: Error & { code?: string; severity?: string; syscall?: string }): boolean => {
  const codigo = error.code ?? ''
  // El socket de archivo de la embebida que no está; con un archivo cualquiera, el defecto es nuestro.
  if (codigo === 'ENOENT') return error.syscall === 'connect'
  if (error.severity === 'FATAL' || SIN_BASE.has(codigo)) return true
  return /^(08|57P)/.test(codigo) || MENSAJES_SIN_BASE.test(error.message)
}

/** El error tal como se responde: uno con código nuestro. Lo que no se reconoce es un defecto. */
const traducir = (error: Error & { code?: string }): Error => {
  if (error instanceof ErrorDominio) return error
  const [codigo, detalle] = DE_FASTIFY[error.code ?? ''] ?? []
  // Así llama Node a un cliente que se fue con el cuerpo a medias; su código es el de una red caída.
  if (error.message === 'aborted') return errorHttp('PeticionMalformada', 'el cuerpo no terminó de llegar')
  if (faltaLaBase(error)) return errorHttp('BaseNoDisponible', 'la base no responde: vuelva a intentar')
  // 57014: la sentencia pasó de su plazo y se deshizo.
  if (error.code === '57014') return new ErrorDominio('PlazoVencido', 'la base tardó demasiado')
  return codigo === undefined || detalle === undefined ? error : errorHttp(codigo, detalle)
}

/** Segundos de `Retry-After` de los rechazos pasajeros. */
const REINTENTAR: Readonly<Record<string, number>> = {
  Sobrecarga: 1,
  BaseNoDisponible: 2,
  EnDrenaje: 5,
  PlazoVencido: 1,
  ResultadoDesconocido: 1,
  ProyeccionAtrasada: 1,
  AutenticacionNoDisponible: 5,
}

/** Responde cualquier error como `application/problem+json`; los nuestros se anotan con su pila. */
export const crearResponderFallo =
  (tabla: TablaErrores, registro: Registro) =>
  (crudo: Error & { code?: string }, peticion: FastifyRequest, respuesta: FastifyReply): void => {
    const error = traducir(crudo)
    const problema = problemaDe(tabla, error, peticion.id)
    if (problema.codigo === 'ErrorInterno')
      registro.error({ err: crudo, peticion: peticion.id, ruta: peticion.routeOptions?.url }, 'error interno')
    const espera = REINTENTAR[problema.codigo]
    if (espera !== undefined) respuesta.header('retry-after', String(espera))
    respuesta
      .headers(ENCABEZADOS_SEGUROS)
      .header('x-request-id', peticion.id)
      .header('content-type', TIPO_PROBLEMA)
      .status(problema.status)
      .serializer((valor: unknown) => JSON.stringify(valor))
      .send(problema)
  }
