import { DependenciaCaida } from '../../aplicacion/errores-consumo.ts'

/** El efecto no acabó a tiempo. Cuenta como un fallo del mensaje. */
export class PlazoVencido extends Error {
  constructor(plazo: number) {
    super(`el efecto no acabó en ${plazo} ms`)
    this.name = 'PlazoVencido'
  }
}

/** Un plazo o una conexión se perdieron porque el proceso estuvo parado. No se sabe por culpa de qué mensaje. */
export class ProcesoAtascado extends Error {
  constructor(causa: unknown) {
    super(`el proceso estuvo atascado: ${describirError(causa).texto}`, { cause: causa })
    this.name = 'ProcesoAtascado'
  }
}

/** SQLSTATE con que falla la sentencia que mueve un cursor que ya no es de este lector. */
export const CURSOR_AJENO = 'AL001'

const RED = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

// 08 conexión, 53 recursos agotados, 57P apagado, 25P03/25P04 sesión cortada, 40001/40P01 conflicto, 55P03 candado.
const SQL_PASAJERO = /^(08...|53...|57P..|25P0[34]|40001|40P01|55P03)$/

const codigoDe = (error: unknown): string | undefined => {
  const codigo = (error as { code?: unknown } | null)?.code
  return typeof codigo === 'string' ? codigo : undefined
}

/** ¿Otro lector es ya el dueño del cursor? */
export const esCursorAjeno = (error: unknown): boolean => codigoDe(error) === CURSOR_AJENO

/**
 * ¿Falló el entorno y no el mensaje? Entonces no se aparta: se espera y se vuelve a intentar.
 * pg no pone código a una conexión que se corta a mitad de una consulta, sólo texto.
 */
export const esDelEntorno = (error: unknown): boolean => {
  if (error instanceof DependenciaCaida) return true
  if (error instanceof ProcesoAtascado) return false
  const codigo = codigoDe(error) ?? codigoDe((error as Error | null)?.cause)
  if (codigo !== undefined) return RED.has(codigo) || SQL_PASAJERO.test(codigo)
  const texto = error instanceof Error ? error.message : ''
  return /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered/.test(texto)
}

/** Clase y texto de un error, para guardarlos con el apartado. */
export const describirError = (error: unknown): { clase: string; texto: string } =>
  error instanceof Error
    ? { clase: error.name, texto: error.message.replaceAll('\0', '').slice(0, 2_000) }
    : { clase: 'Desconocido', texto: String(error).replaceAll('\0', '').slice(0, 2_000) }
