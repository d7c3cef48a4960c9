import type { CodigoComun } from '../dominio/errores-comunes.ts'
import type { CODIGOS_APARTADOS } from '../infraestructura/suscripciones/operador.ts'
import type { CodigoHttp } from './codigos.ts'
import type { FichaError } from './problemas.ts'

/** Una fila de la tabla de errores de un servicio. */
export const ficha = (estado: number, titulo: string): FichaError => ({ estado, titulo })

/** Códigos de las órdenes y las lecturas, iguales en todos los servicios. */
export const FICHAS_COMUNES = {
  PeticionInvalida: ficha(422, 'Petición inválida'),
  VersionObsoleta: ficha(412, 'Versión obsoleta'),
  VersionRequerida: ficha(428, 'Falta la versión'),
  IdRepetido: ficha(409, 'Identificador repetido'),
  ClaveReutilizada: ficha(422, 'Clave de idempotencia reutilizada'),
  CursorInvalido: ficha(422, 'Cursor inválido'),
  NoAutenticado: ficha(401, 'No autenticado'),
  NoAutorizado: ficha(403, 'No autorizado'),
  Sobrecarga: ficha(503, 'Servicio sobrecargado'),
  PlazoVencido: ficha(503, 'Plazo vencido'),
  ResultadoDesconocido: ficha(503, 'Resultado desconocido'),
} satisfies Record<CodigoComun, FichaError>

/** Códigos de los actos sobre apartados, en los servicios que los tienen. */
export const FICHAS_APARTADOS = {
  ApartadoNoEncontrado: ficha(404, 'Apartado no encontrado'),
  ApartadoNoMarcable: ficha(409, 'Apartado no marcable'),
} satisfies Record<(typeof CODIGOS_APARTADOS)[number], FichaError>

/** Códigos de la puerta HTTP, iguales en todos los servicios. */
export const FICHAS_HTTP = {
  PeticionMalformada: ficha(400, 'Petición malformada'),
  JsonInvalido: ficha(400, 'JSON inválido'),
  EncabezadoInvalido: ficha(400, 'Encabezado inválido'),
  AnfitrionNoPermitido: ficha(403, 'Anfitrión no permitido'),
  RutaNoEncontrada: ficha(404, 'Ruta no encontrada'),
  MetodoNoPermitido: ficha(405, 'Método no permitido'),
  PlazoDePeticion: ficha(408, 'La petición tardó demasiado'),
  CuerpoDemasiadoGrande: ficha(413, 'Cuerpo demasiado grande'),
  UrlDemasiadoLarga: ficha(414, 'URL demasiado larga'),
  TipoDeContenidoNoSoportado: ficha(415, 'Tipo de contenido no soportado'),
  EncabezadosDemasiadoGrandes: ficha(431, 'Encabezados demasiado grandes'),
  BaseNoDisponible: ficha(503, 'Base de datos no disponible'),
  AutenticacionNoDisponible: ficha(503, 'Autenticación no disponible'),
  DemasiadasPeticiones: ficha(429, 'Demasiadas peticiones'),
  EnDrenaje: ficha(503, 'El servicio se está deteniendo'),
  ProyeccionAtrasada: ficha(504, 'Lectura atrasada'),
  ErrorInterno: ficha(500, 'Error interno'),
} satisfies Record<CodigoHttp, FichaError>
