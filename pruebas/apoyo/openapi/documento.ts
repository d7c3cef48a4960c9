import { Compile } from 'typebox/schema'

/** Lo que se usa de un esquema de OpenAPI 3.1. */
export type Esquema = Readonly<{
  $ref?: string
  type?: string
  enum?: readonly unknown[]
  const?: unknown
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minProperties?: number
  items?: Esquema
  properties?: Readonly<Record<string, Esquema>>
  required?: readonly string[]
  additionalProperties?: unknown
  patternProperties?: unknown
  anyOf?: readonly Esquema[]
}>

export type Parametro = Readonly<{
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: Esquema
}>

type Contenido = Readonly<Record<string, Readonly<{ schema: Esquema }>>>

type Respuesta = Readonly<{ content?: Contenido }>

/** Una operación del documento, con todo lo que hace falta para pedirla y juzgar su respuesta. */
export type Operacion = Readonly<{
  nombre: string
  metodo: string
  ruta: string
  parametros: readonly Parametro[]
  cuerpo: Esquema | undefined
  cuerpoObligatorio: boolean
  /** Estados declarados de menos de 500. */
  estados: readonly number[]
  /** ¿La respuesta calza con el esquema que declara? Contesta por qué no, o `null`. */
  juzgar(estado: number, cuerpo: unknown): string | null
}>

type Documento = Readonly<{
  paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          Readonly<{
            parameters?: readonly Parametro[]
            requestBody?: Readonly<{ required?: boolean; content: Contenido }>
            responses: Readonly<Record<string, Respuesta>>
          }>
        >
      >
    >
  >
  components: Readonly<{ schemas: Readonly<Record<string, Esquema>> }>
}>

const PREFIJO = '#/components/schemas/'

/** El esquema sin referencias: las nuestras no son recursivas. */
const plano = (esquema: unknown, d: Documento): unknown => {
  if (Array.isArray(esquema)) return esquema.map((e) => plano(e, d))
  if (typeof esquema !== 'object' || esquema === null) return esquema
  const { $ref } = esquema as Esquema
  if ($ref !== undefined) return plano(d.components.schemas[$ref.slice(PREFIJO.length)], d)
  return Object.fromEntries(Object.entries(esquema).map(([k, v]) => [k, plano(v, d)]))
}

const jueces = (respuestas: Readonly<Record<string, Respuesta>>, d: Documento) => {
  const compilados = new Map<string, ReturnType<typeof Compile>>()
  for (const [estado, { content }] of Object.entries(respuestas)) {
    const esquema = content?.['application/json']?.schema ?? content?.['application/problem+json']?.schema
    if (esquema) compilados.set(estado, Compile(plano(esquema, d) as object))
  }
  return (estado: number, cuerpo: unknown): string | null => {
    if (respuestas[estado] === undefined) return `el estado ${estado} no está declarado`
    const juez = compilados.get(String(estado))
    if (juez === undefined) return cuerpo === undefined ? null : 'no debía tener cuerpo'
    return juez.Check(cuerpo) ? null : JSON.stringify(juez.Errors(cuerpo)[1]).slice(0, 500)
  }
}

/** Las operaciones de un documento OpenAPI. */
export const leerOperaciones = (d: Documento): Operacion[] =>
  Object.entries(d.paths).flatMap(([ruta, metodos]) =>
    Object.entries(metodos).map(([metodo, o]) => ({
      nombre: `${metodo.toUpperCase()} ${ruta}`,
      metodo: metodo.toUpperCase(),
      ruta,
      parametros: o.parameters ?? [],
      cuerpo: plano(o.requestBody?.content['application/json']?.schema, d) as Esquema | undefined,
      cuerpoObligatorio: o.requestBody?.required ?? false,
      estados: Object.keys(o.responses)
        .map(Number)
        .filter((e) => e < 500),
      juzgar: jueces(o.responses, d),
    })),
  )
