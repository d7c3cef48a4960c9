import { createHash } from 'node:crypto'

/** Un trozo de HTML ya seguro: todo lo que entra en él por `html` sale escapado. */
export type Html = Readonly<{ texto: string }>

const SIGNOS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

type Valor = string | number | Html | readonly Valor[] | false | null | undefined

const escribir = (valor: Valor): string => {
  if (valor === false || valor === null || valor === undefined) return ''
  if (Array.isArray(valor)) return valor.map(escribir).join('')
  if (typeof valor === 'object') return (valor as Html).texto
  return String(valor).replaceAll(/[&<>"']/g, (s) => SIGNOS[s] ?? s)
}

/** HTML con los valores escapados. Una lista se escribe seguida; `false`, `null` y `undefined`, nada. */
export const html = (partes: TemplateStringsArray, ...valores: readonly Valor[]): Html => ({
  texto: String.raw({ raw: partes }, ...valores.map(escribir)),
})

/** Un texto nuestro con sus `nombres` entre comillas graves, como código. */
export const prosa = (texto: string): Html =>
  html`${texto.split('`').map((trozo, i) => (i % 2 === 1 ? html`<code>${trozo}</code>` : trozo))}`

/** El nombre de un ancla a partir de cualquier texto. */
export const ancla = (texto: string): string => texto.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')

const ESTILO = `
:root { color-scheme: light dark; --fondo: #fff; --tinta: #1c2430; --tenue: #56606e; --linea: #d5dae1;
  --caja: #f5f7fa; --enlace: #0b57b0; --bien: #1b6b3a; --mal: #a4262c; --cambia: #7a4b00; }
@media (prefers-color-scheme: dark) { :root { --fondo: #12161c; --tinta: #e6eaf0; --tenue: #a3adba;
  --linea: #323b47; --caja: #1a2028; --enlace: #8ab8ff; --bien: #7fd6a0; --mal: #ff9a9e; --cambia: #f2c26b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--fondo); color: var(--tinta); font: 16px/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; }
a { color: var(--enlace); }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--enlace); outline-offset: 2px; }
.saltar { position: absolute; left: -999px; }
.saltar:focus { position: static; display: block; padding: .5rem 1rem; }
header { padding: 1rem 1.5rem; border-bottom: 1px solid var(--linea); }
header h1 { margin: 0; font-size: 1.4rem; }
header ul, nav ul { list-style: none; margin: 0; padding: 0; }
header ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: .25rem; }
.cuerpo { display: grid; grid-template-columns: minmax(14rem, 20rem) minmax(0, 1fr); }
nav.indice { padding: 1rem 1.5rem; border-right: 1px solid var(--linea); font-size: .9rem; }
nav.indice > div { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; }
nav.indice h2 { font-size: .9rem; margin: 1rem 0 .25rem; }
nav.indice li { margin: .15rem 0; }
nav.indice a:not(:hover) { text-decoration: none; }
main { padding: 1rem 1.5rem 4rem; min-width: 0; }
main > section > h2 { margin-top: 2.5rem; border-bottom: 2px solid var(--linea); }
article { border: 1px solid var(--linea); border-radius: .5rem; padding: .75rem 1rem; margin: 1rem 0; }
article h3 { margin: 0; font-size: 1.05rem; }
article h4 { margin: 1rem 0 .25rem; font-size: .95rem; }
code { font: .9em ui-monospace, monospace; }
.metodo { display: inline-block; min-width: 4.2rem; font: 700 .85rem ui-monospace, monospace; }
.tenue { color: var(--tenue); }
.rodar { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .25rem; }
th, td { overflow-wrap: break-word; text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--linea); }
td ul { margin: 0; padding-left: 1rem; }
details { margin: .5rem 0; background: var(--caja); border-radius: .4rem; padding: .3rem .75rem; }
summary { cursor: pointer; font-weight: 600; }
.nuevo { color: var(--bien); } .quitado { color: var(--mal); } .cambiado { color: var(--cambia); }
@media (max-width: 50rem) { .cuerpo { display: block; } nav.indice { border-right: 0; border-bottom: 1px solid var(--linea); }
  nav.indice > div { position: static; max-height: 14rem; } }
@media print { nav.indice, .saltar { display: none; } .cuerpo { display: block; } }
`

const huella = createHash('sha256').update(ESTILO).digest('base64')

/** Encabezados de una página: sólo su propio estilo; nada de fuera, ningún guion y ningún marco. */
export const ENCABEZADOS_PAGINA: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${huella}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
}

/** Un grupo del índice: su título y sus enlaces (ancla y texto). */
export type Grupo = Readonly<{ titulo: string; enlaces: readonly (readonly [string, Html])[] }>

type Pagina = Readonly<{
  titulo: string
  entradilla: Html
  indice: readonly Grupo[]
  contenido: readonly Html[]
}>

const LADOS = [
  ['/docs', 'Operaciones HTTP'],
  ['/eventos', 'Mensajes y eventos'],
  ['/openapi.json', 'OpenAPI 3.1 (JSON)'],
  ['/asyncapi.json', 'AsyncAPI 3 (JSON)'],
  ['/problemas', 'Problemas (JSON)'],
] as const

/** El documento entero, con su índice y sin depender de nada de fuera. */
export const pagina = ({ titulo, entradilla, indice, contenido }: Pagina): string => {
  const grupos = indice.map(
    (g) =>
      html`<h2>${g.titulo}</h2><ul>${g.enlaces.map(([a, t]) => html`<li><a href="#${a}">${t}</a></li>`)}</ul>`,
  )
  return html`<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${titulo} · Propiedades de los Alpes</title><style>${{ texto: ESTILO }}</style></head>
<body><a class="saltar" href="#contenido">Saltar al contenido</a>
<header><h1>${titulo}</h1><div>${entradilla}</div>
<ul>${LADOS.map(([a, t]) => html`<li><a href="${a}">${t}</a></li>`)}</ul></header>
<div class="cuerpo"><nav class="indice" aria-label="Índice"><div tabindex="0">${grupos}</div></nav>
<main id="contenido">${contenido}</main></div></body></html>
`.texto
}

type Tabla = Readonly<{ titulo: string; columnas: readonly string[]; filas: readonly (readonly Valor[])[] }>

/** Una tabla con título y encabezados; sin filas, nada. La primera celda de cada fila la nombra. */
export const tabla = ({ titulo, columnas, filas }: Tabla): Html =>
  filas.length === 0
    ? html``
    : html`<div class="rodar" tabindex="0" role="region" aria-label="${titulo}"><table><caption>${titulo}</caption>
<thead><tr>${columnas.map((c) => html`<th scope="col">${c}</th>`)}</tr></thead>
<tbody>${filas.map(
        ([primera, ...resto]) =>
          html`<tr><th scope="row">${primera}</th>${resto.map((v) => html`<td>${v}</td>`)}</tr>`,
      )}</tbody></table></div>`
