import type { CodigoComun } from '#seedwork/dominio/errores-comunes.ts'
import type { CODIGOS_APARTADOS } from '#seedwork/infraestructura/suscripciones/operador.ts'
import type { CodigoHttp } from '#seedwork/presentacion/codigos.ts'
import type { FichaError } from '#seedwork/presentacion/problemas.ts'
import type { CodigoNotificaciones } from '../dominio/errores.ts'

/** Todo lo que este servicio puede decir que salió mal. */
type Codigo = CodigoComun | CodigoHttp | CodigoNotificaciones | (typeof CODIGOS_APARTADOS)[number]

const ficha = (estado: number, titulo: string): FichaError => ({ estado, titulo })

/** Código → estado HTTP y título de este servicio. */
export const ERRORES_NOTIFICACIONES = {
  NotificacionNoEncontrada: ficha(404, 'Notificación no encontrada'),
  ReintentoNoPermitido: ficha(409, 'Reintento no permitido'),

  ApartadoNoEncontrado: ficha(404, 'Apartado no encontrado'),
  ApartadoNoMarcable: ficha(409, 'Apartado no marcable'),

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
} satisfies Record<Codigo, FichaError>
