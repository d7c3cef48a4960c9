import type { CodigoClientes } from '#modulos/clientes/modulo.ts'
import type { CodigoContratos } from '#modulos/contratos/modulo.ts'
import type { CodigoInmuebles } from '#modulos/inmuebles/modulo.ts'
import type { CodigoVuelos } from '#modulos/vuelos/modulo.ts'
import type { CODIGOS_DINERO } from '#seedwork/dominio/dinero.ts'
import type { CodigoComun } from '#seedwork/dominio/errores-comunes.ts'
import type { CODIGOS_FECHA } from '#seedwork/dominio/fecha.ts'
import type { CODIGOS_PROYECCIONES } from '#seedwork/infraestructura/proyecciones/proyeccion.ts'
import type { CODIGOS_APARTADOS } from '#seedwork/infraestructura/suscripciones/operador.ts'
import type { CodigoHttp } from '#seedwork/presentacion/codigos.ts'
import {
  FICHAS_APARTADOS,
  FICHAS_COMUNES,
  FICHAS_HTTP,
  ficha,
} from '#seedwork/presentacion/fichas-comunes.ts'
import type { FichaError } from '#seedwork/presentacion/problemas.ts'

/** Lo que sólo puede decir esta API. */
export const CODIGOS_API = [
  'ComandoNoEncontrado',
  'EsquemaNoEncontrado',
  'TopicoNoEncontrado',
  'ProblemaNoEncontrado',
  'RespaldoNoDisponible',
  'ClaveNoEncontrada',
] as const

/** Todo lo que esta API puede decir que salió mal. Un código nuevo no compila hasta estar en la tabla. */
export type Codigo =
  | CodigoComun
  | CodigoHttp
  | CodigoContratos
  | CodigoInmuebles
  | CodigoClientes
  | CodigoVuelos
  | (typeof CODIGOS_DINERO)[number]
  | (typeof CODIGOS_FECHA)[number]
  | (typeof CODIGOS_APARTADOS)[number]
  | (typeof CODIGOS_PROYECCIONES)[number]
  | (typeof CODIGOS_API)[number]

/** Código → estado HTTP y título (catálogo público en `docs/errores.md` y en `/problemas/<codigo>`). */
export const ERRORES = {
  ...FICHAS_COMUNES,

  MontoInvalido: ficha(422, 'Monto inválido'),
  PrecisionExcedida: ficha(422, 'Demasiados decimales'),
  MonedaNoSoportada: ficha(422, 'Moneda no soportada'),
  FechaInvalida: ficha(422, 'Fecha inválida'),
  ZonaInvalida: ficha(422, 'Zona horaria inválida'),

  ContratoNoEncontrado: ficha(404, 'Contrato no encontrado'),
  NumeroRepetido: ficha(409, 'Número de contrato repetido'),
  PeriodoInvalido: ficha(422, 'Periodo inválido'),
  PartesIguales: ficha(422, 'Partes iguales'),
  IncrementoInvalido: ficha(422, 'Incremento inválido'),
  PropiedadDesconocida: ficha(422, 'Propiedad desconocida'),
  PropiedadRetirada: ficha(409, 'Propiedad retirada'),
  ParteDesconocida: ficha(422, 'Parte desconocida'),
  TransicionInvalida: ficha(409, 'Transición inválida'),
  ContratoInmutable: ficha(409, 'Contrato inmutable'),
  FirmaDuplicada: ficha(409, 'Firma duplicada'),
  FirmanteNoAutorizado: ficha(403, 'Firmante no autorizado'),
  VerificacionIncompleta: ficha(422, 'Verificación incompleta'),
  FirmasIncompletas: ficha(422, 'Firmas incompletas'),
  RenovacionYaExiste: ficha(409, 'Renovación ya existente'),
  IncrementoYaAplicado: ficha(409, 'Incremento ya aplicado'),
  IncrementoPendienteDeIndice: ficha(409, 'Incremento pendiente de índice'),

  InmuebleNoEncontrado: ficha(404, 'Inmueble no encontrado'),
  InmuebleRetirado: ficha(409, 'Inmueble retirado'),
  InmuebleConContratoVivo: ficha(409, 'Inmueble con contrato vivo'),
  SolapeDeVigencia: ficha(409, 'Solape de vigencia'),
  AreaInvalida: ficha(422, 'Área inválida'),
  CodigoDuplicado: ficha(409, 'Código duplicado'),

  ClienteNoEncontrado: ficha(404, 'Cliente no encontrado'),
  DocumentoInvalido: ficha(422, 'Documento inválido'),
  DocumentoDuplicado: ficha(409, 'Documento duplicado'),
  CorreoInvalido: ficha(422, 'Correo inválido'),

  ReservaNoEncontrada: ficha(404, 'Reserva no encontrada'),
  ItinerarioVacio: ficha(422, 'Itinerario vacío'),
  AeropuertoDesconocido: ficha(422, 'Aeropuerto desconocido'),
  LegInvalido: ficha(422, 'Leg inválido'),
  ConexionInvalida: ficha(422, 'Conexión inválida'),
  OdosDesordenados: ficha(422, 'Odos desordenados'),
  RutaInvalida: ficha(422, 'Ruta inválida'),
  PasajerosInvalidos: ficha(422, 'Pasajeros inválidos'),
  ClienteDesconocido: ficha(422, 'Cliente desconocido'),
  PrecioRequerido: ficha(422, 'Falta el precio'),
  MontoIncorrecto: ficha(422, 'Monto incorrecto'),
  ReferenciaDuplicada: ficha(409, 'Referencia duplicada'),
  ReservaExpirada: ficha(409, 'Reserva expirada'),
  SalidaPasada: ficha(409, 'El vuelo ya salió'),

  ...FICHAS_APARTADOS,
  ProyeccionNoEncontrada: ficha(404, 'Proyección no encontrada'),
  ReconstruccionEnCurso: ficha(409, 'Reconstrucción en curso'),
  ReconstruccionImposible: ficha(409, 'Reconstrucción imposible'),
  ComandoNoEncontrado: ficha(404, 'Comando no encontrado'),
  EsquemaNoEncontrado: ficha(404, 'Esquema no encontrado'),
  TopicoNoEncontrado: ficha(404, 'Tópico no encontrado'),
  ProblemaNoEncontrado: ficha(404, 'Problema no encontrado'),
  RespaldoNoDisponible: ficha(409, 'Respaldo no disponible'),
  ClaveNoEncontrada: ficha(404, 'Clave no encontrada'),

  ...FICHAS_HTTP,
} satisfies Record<Codigo, FichaError>
