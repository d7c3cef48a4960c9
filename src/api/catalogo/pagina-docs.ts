import { ancla, type Html, html, pagina, prosa, tabla } from './html.ts'

/** Lo que se lee de un esquema del documento. */
type Esquema = Readonly<{
  $ref?: string
  type?: string
  enum?: readonly unknown[]
  const?: unknown
  description?: string
  default?: unknown
  examples?: readonly unknown[]
  items?: Esquema
  properties?: Readonly<Record<string, Esquema>>
  required?: readonly string[]
  anyOf?: readonly Esquema[]
}>

type Contenido = Readonly<Record<string, Readonly<{ schema?: Esquema }>>>

type Operacion = Readonly<{
  operationId: string
  summary: string
  tags?: readonly string[]
  security?: readonly unknown[]
  parameters?: readonly Readonly<{
    name: string
    in: string
    required?: boolean
    description?: string
    schema: Esquema
  }>[]
  requestBody?: Readonly<{ required?: boolean; content: Contenido }>
  responses: Readonly<Record<string, Readonly<{ description: string; content?: Contenido }>>>
}>

/** El documento OpenAPI de las rutas, en lo que esta página usa. */
export type Documento = Readonly<{
  info: Readonly<{ title: string; version: string; description?: string }>
  paths: Readonly<Record<string, Readonly<Record<string, Operacion>>>>
  components?: Readonly<{ schemas?: Readonly<Record<string, Esquema>> }>
}>

const nombreDe = (referencia: string): string => referencia.slice(referencia.lastIndexOf('/') + 1)

const TIPOS: Readonly<Record<string, string>> = {
  string: 'texto',
  integer: 'entero',
  number: 'número',
  boolean: 'sí o no',
  null: 'nulo',
  object: 'objeto',
}

/** El tipo de un esquema en palabras, con enlace a los que tienen nombre. */
const tipoDe = (e: Esquema): Html => {
  if (e.$ref) return html`<a href="#esquema-${ancla(nombreDe(e.$ref))}">${nombreDe(e.$ref)}</a>`
  if (e.enum) return html`${e.enum.map((v, i) => html`${i > 0 && ', '}<code>${String(v)}</code>`)}`
  if (e.const !== undefined) return html`<code>${String(e.const)}</code>`
  if (e.anyOf) return html`${e.anyOf.map((una, i) => html`${i > 0 && ' o '}${tipoDe(una)}`)}`
  if (e.type === 'array') return html`lista de ${tipoDe(e.items ?? {})}`
  if (e.properties) return html`objeto ${campos(e)}`
  return html`${TIPOS[e.type ?? ''] ?? 'cualquier cosa'}`
}

const nota = ({ description, default: falta, examples }: Esquema): Html =>
  prosa(
    [
      description,
      falta === undefined ? undefined : `Por omisión, \`${JSON.stringify(falta)}\``,
      examples?.[0] === undefined ? undefined : `Ejemplo: \`${JSON.stringify(examples[0])}\``,
    ]
      .filter((p) => p !== undefined)
      .join('. '),
  )

const campos = ({ properties = {}, required = [] }: Esquema): Html =>
  html`<ul>${Object.entries(properties).map(
    ([nombre, p]) =>
      html`<li><code>${nombre}</code>${!required.includes(nombre) && html` <span class="tenue">(optativo)</span>`}: ${tipoDe(p)}
<span class="tenue">${nota(p)}</span></li>`,
  )}</ul>`

const EN: Readonly<Record<string, string>> = { path: 'ruta', query: 'consulta', header: 'encabezado' }

const parametros = ({ operationId, parameters = [] }: Operacion): Html =>
  tabla({
    titulo: `Parámetros de ${operationId}`,
    columnas: ['Nombre', 'En', 'Tipo', 'Significado'],
    filas: parameters.map((p) => [
      html`<code>${p.name}</code>`,
      html`${EN[p.in] ?? p.in}${p.required && html` <b>(obligatorio)</b>`}`,
      tipoDe(p.schema),
      html`${p.description === undefined ? nota(p.schema) : prosa(p.description)}`,
    ]),
  })

const contenidos = (contenido: Contenido = {}): Html =>
  html`${Object.entries(contenido).map(([tipo, { schema }]) => html`<div><code>${tipo}</code> ${schema && tipoDe(schema)}</div>`)}`

const cuerpo = ({ requestBody: c }: Operacion): Html | false =>
  c !== undefined &&
  html`<details><summary>Cuerpo${c.required === false && ' (puede faltar)'}</summary>${contenidos(c.content)}</details>`

const respuestas = ({ operationId, responses }: Operacion): Html =>
  html`<details><summary>Respuestas</summary>${tabla({
    titulo: `Respuestas de ${operationId}`,
    columnas: ['Estado', 'Qué es', 'Contenido'],
    filas: Object.entries(responses).map(([estado, r]) => [
      estado === 'default' ? 'otro' : estado,
      r.description,
      contenidos(r.content),
    ]),
  })}</details>`

/** Una operación con su sitio. */
type Puesta = Readonly<{ camino: string; metodo: string; operacion: Operacion }>

const firma = ({ metodo, camino }: Puesta): Html =>
  html`<span class="metodo">${metodo.toUpperCase()}</span> <code>${camino}</code>`

const articulo = (p: Puesta): Html => {
  const { operacion: o } = p
  return html`<article id="${o.operationId}"><h3>${firma(p)}</h3>
<p>${prosa(o.summary)}<br><span class="tenue">${o.operationId}${o.security?.length === 0 && ' · sin credencial en la máquina local'}</span></p>
${parametros(o)}${cuerpo(o)}${respuestas(o)}</article>`
}

const puestas = ({ paths }: Documento): readonly Puesta[] =>
  Object.entries(paths).flatMap(([camino, operaciones]) =>
    Object.entries(operaciones).map(([metodo, operacion]) => ({ camino, metodo, operacion })),
  )

/** `/docs`: las operaciones HTTP, por etiqueta, y los esquemas con nombre. */
export const paginaDeDocs = (d: Documento): string => {
  const porEtiqueta = Map.groupBy(puestas(d), (p) => p.operacion.tags?.[0] ?? 'otras')
  const esquemas = Object.entries(d.components?.schemas ?? {})
  return pagina({
    titulo: 'Operaciones HTTP',
    entradilla: html`Versión ${d.info.version}. ${prosa(d.info.description ?? '')}`,
    indice: [
      ...[...porEtiqueta].map(([titulo, suyas]) => ({
        titulo,
        enlaces: suyas.map((p) => [p.operacion.operationId, firma(p)] as const),
      })),
      {
        titulo: 'Esquemas',
        enlaces: esquemas.map(([nombre]) => [`esquema-${ancla(nombre)}`, html`${nombre}`] as const),
      },
    ],
    contenido: [
      ...[...porEtiqueta].map(
        ([titulo, suyas]) => html`<section><h2>${titulo}</h2>${suyas.map(articulo)}</section>`,
      ),
      html`<section><h2>Esquemas</h2>${esquemas.map(
        ([nombre, e]) =>
          html`<article id="esquema-${ancla(nombre)}"><h3>${nombre}</h3>${campos(e)}</article>`,
      )}</section>`,
    ],
  })
}
