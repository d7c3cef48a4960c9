import { ErrorDominio, type Falta } from './errores.ts'

/**
 * Códigos que no son de ningún módulo: la forma de lo que se pide, la concurrencia y el estado del
 * servicio. Los que dependen del negocio viven en `dominio/errores.ts` de su módulo.
 */
export const CODIGOS_COMUNES = [
  /** Lo que se pide no tiene la forma acordada; `faltas` dice dónde. */
  'PeticionInvalida',
  /** La versión esperada (`If-Match`) no es la vigente. */
  'VersionObsoleta',
  /** Falta `If-Match` en una operación que la exige. */
  'VersionRequerida',
  /** El id que se dio al crear ya existe. */
  'IdRepetido',
  /** La misma clave de idempotencia con otro cuerpo. */
  'ClaveReutilizada',
  /** El cursor de una lista no es nuestro o es de otra consulta. */
  'CursorInvalido',
  /** Sin credencial, o con una que no sirve. */
  'NoAutenticado',
  /** La credencial no alcanza para esto. */
  'NoAutorizado',
  /** La cola de órdenes está llena: vuelva a intentar más tarde. */
  'Sobrecarga',
  /** La orden no alcanzó a correr dentro de su plazo; nada quedó escrito. */
  'PlazoVencido',
  /** Se perdió la conexión al confirmar y aún no se sabe si quedó escrito. */
  'ResultadoDesconocido',
] as const

export type CodigoComun = (typeof CODIGOS_COMUNES)[number]

/** Lo que se pide tiene faltas de forma; cada una con su JSON Pointer. */
export const peticionInvalida = (faltas: readonly Falta[]): ErrorDominio =>
  new ErrorDominio('PeticionInvalida', 'lo que se pide no tiene la forma acordada', {}, faltas)

/** Una sola falta: `campo` es la ruta dentro de lo que se pide, p. ej. `documento/numero`. */
export const campoInvalido = (campo: string, detalle: string): ErrorDominio =>
  peticionInvalida([{ puntero: `/${campo}`, detalle }])
