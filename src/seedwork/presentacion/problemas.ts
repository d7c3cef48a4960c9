import { type DatosError, ErrorDominio } from '../dominio/errores.ts'
import type { CodigoComun } from '../dominio/errores-comunes.ts'
import type { CodigoHttp } from './codigos.ts'

/** Cómo se dice un código en HTTP. `titulo` es fijo por código; el detalle cambia con cada caso. */
export type FichaError = Readonly<{ estado: number; titulo: string }>

/** Tabla de un servicio: al menos los códigos comunes y los de HTTP, y los de sus módulos. */
export type TablaErrores = Readonly<Record<CodigoComun | CodigoHttp, FichaError>> &
  Readonly<Record<string, FichaError>>

/** `application/problem+json` (RFC 9457). `instance` es el id de la petición. */
export type Problema = Readonly<{
  type: string
  codigo: string
  status: number
  title: string
  detail: string
  instance: string
  errors?: readonly Readonly<{ pointer: string; detail: string }>[]
  datos?: DatosError
}>

export const TIPO_PROBLEMA = 'application/problem+json'

/** Máximo de faltas que se cuentan: una petición enorme no produce una respuesta enorme. */
const MAXIMO_FALTAS = 20

const FICHA_DEFECTO: FichaError = { estado: 500, titulo: 'Error interno' }

const sinDatos = (datos: DatosError): boolean => {
  for (const _ in datos) return false
  return true
}

/** Un problema con un código de la tabla. Un código que no está es un defecto nuestro: 500 sin detalles. */
export const problemaDe = (tabla: TablaErrores, error: unknown, instancia: string): Problema => {
  const ficha = error instanceof ErrorDominio ? tabla[error.codigo] : undefined
  if (!(error instanceof ErrorDominio) || ficha === undefined) return problemaInterno(tabla, instancia)
  return {
    type: `/problemas/${error.codigo}`,
    codigo: error.codigo,
    status: ficha.estado,
    title: ficha.titulo,
    detail: error.message,
    instance: instancia,
    ...(error.faltas.length > 0 && {
      errors: error.faltas.slice(0, MAXIMO_FALTAS).map((f) => ({ pointer: f.puntero, detail: f.detalle })),
    }),
    // En un 5xx los datos son causas nuestras: van al registro, no a quien llama.
    ...(ficha.estado < 500 && !sinDatos(error.datos) && { datos: error.datos }),
  }
}

const problemaInterno = (tabla: TablaErrores, instancia: string): Problema => {
  const ficha = tabla.ErrorInterno ?? FICHA_DEFECTO
  return {
    type: '/problemas/ErrorInterno',
    codigo: 'ErrorInterno',
    status: ficha.estado,
    title: ficha.titulo,
    detail: 'algo falló de nuestro lado; con el id de la petición se encuentra en el registro',
    instance: instancia,
  }
}
