import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Falta } from '../dominio/errores.ts'
import { peticionInvalida } from '../dominio/errores-comunes.ts'
import { errorHttp } from './codigos.ts'
import { defectoDeTexto, tramo } from './json.ts'

/** Lo que dice TypeBox de un valor que no calza (forma de los errores de Ajv). */
type ErrorEsquema = { keyword: string; instancePath: string; message: string; params: object }

const TIPOS: Readonly<Record<string, string>> = {
  string: 'una cadena',
  integer: 'un entero',
  number: 'un número',
  boolean: 'verdadero o falso',
  object: 'un objeto',
  array: 'una lista',
  null: 'nulo',
}

const FORMATOS: Readonly<Record<string, string>> = {
  uuid: 'un UUID',
  date: 'una fecha AAAA-MM-DD',
  'date-time': 'un instante RFC 3339',
}

const dice = (e: ErrorEsquema): string => {
  const p = e.params as Record<string, unknown>
  const frases: Readonly<Record<string, () => string>> = {
    type: () =>
      `debe ser ${[p.type]
        .flat()
        .map((t) => TIPOS[String(t)] ?? String(t))
        .join(' o ')}`,
    format: () => `debe ser ${FORMATOS[String(p.format)] ?? `del formato ${String(p.format)}`}`,
    enum: () => `debe ser uno de: ${(p.allowedValues as unknown[]).join(', ')}`,
    const: () => `debe ser ${JSON.stringify(p.allowedValue)}`,
    pattern: () => 'no tiene la forma acordada',
    minLength: () => `tiene menos de ${p.limit} caracteres`,
    maxLength: () => `tiene más de ${p.limit} caracteres`,
    minimum: () => `es menor que ${p.limit}`,
    maximum: () => `es mayor que ${p.limit}`,
    minItems: () => `tiene menos de ${p.limit} elementos`,
    maxItems: () => `tiene más de ${p.limit} elementos`,
    minProperties: () => 'no dice nada',
    uniqueItems: () => 'tiene elementos repetidos',
  }
  return frases[e.keyword]?.() ?? e.message
}

/** Una falta por error; las propiedades que faltan o sobran apuntan a la propiedad, no a su objeto. */
const faltasDe = (e: ErrorEsquema): Falta[] => {
  const p = e.params as { requiredProperties?: string[]; additionalProperties?: string[] }
  const en = (claves: string[] | undefined, detalle: string): Falta[] =>
    (claves ?? []).map((c) => ({ puntero: `${e.instancePath}/${tramo(c)}`, detalle }))
  if (e.keyword === 'required') return en(p.requiredProperties, 'es obligatorio')
  if (e.keyword === 'additionalProperties') return en(p.additionalProperties, 'no se conoce')
  if (e.keyword === 'boolean' || e.keyword === 'anyOf') return []
  return [{ puntero: e.instancePath, detalle: dice(e) }]
}

const ENTERO = /^(?:0|-?[1-9][0-9]{0,14})$/

/**
 * Una consulta sólo trae cadenas: se leen los enteros bien escritos y un valor suelto donde va una lista.
 * Nada más se convierte; lo que no calce lo dirá el esquema.
 */
const leerConsulta = (esquema: TSchema, consulta: Record<string, unknown>): Record<string, unknown> => {
  const propiedades = (esquema as { properties?: Record<string, { type?: string }> }).properties ?? {}
  // Sin prototipo: `__proto__` es una clave más, y desconocida.
  const leida: Record<string, unknown> = Object.create(null)
  for (const [clave, valor] of Object.entries(consulta)) {
    const tipo = propiedades[clave]?.type
    if (tipo === 'array' && typeof valor === 'string') leida[clave] = [valor]
    else if (tipo === 'integer' && typeof valor === 'string' && ENTERO.test(valor))
      leida[clave] = Number(valor)
    else leida[clave] = valor
  }
  return leida
}

/** Los textos de una consulta no pasan por `leerJson`: aquí se busca lo que la base no puede guardar. */
const defectosDeConsulta = (consulta: Record<string, unknown>): Falta[] =>
  Object.entries(consulta).flatMap(([clave, valor]) =>
    [valor].flat().flatMap((v) => {
      const detalle = typeof v === 'string' ? defectoDeTexto(v) : null
      return detalle === null ? [] : [{ puntero: `/${tramo(clave)}`, detalle }]
    }),
  )

type Veredicto = { value: unknown } | { error: Error }
type Revision = (valor: unknown) => Veredicto

const deCuerpo = (esquema: TSchema): Revision => {
  const compilado = Compile(esquema)
  return (valor) => {
    if (compilado.Check(valor)) return { value: valor }
    return { error: peticionInvalida((compilado.Errors(valor) as ErrorEsquema[]).flatMap(faltasDe)) }
  }
}

const deConsulta = (esquema: TSchema): Revision => {
  const revisar = deCuerpo(esquema)
  return (valor) => {
    const consulta = leerConsulta(esquema, valor as Record<string, unknown>)
    const defectos = defectosDeConsulta(consulta)
    return defectos.length > 0 ? { error: peticionInvalida(defectos) } : revisar(consulta)
  }
}

const deRuta = (esquema: TSchema): Revision => {
  const compilado = Compile(esquema)
  return (valor) =>
    compilado.Check(valor)
      ? { value: valor }
      : { error: errorHttp('RutaNoEncontrada', 'esa ruta no existe: revise sus identificadores') }
}

/**
 * Compilador de esquemas para Fastify con TypeBox: no quita propiedades ni convierte tipos.
 * Los encabezados sólo se documentan: los lee `encabezados.ts`, que sabe decir qué les pasa.
 */
export const compiladorDeEsquemas: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  if (httpPart === 'body') return deCuerpo(schema)
  if (httpPart === 'querystring') return deConsulta(schema)
  if (httpPart === 'params') return deRuta(schema)
  return (value: unknown) => ({ value })
}
