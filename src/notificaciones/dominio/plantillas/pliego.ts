import type { Idioma } from '../fichas.ts'
import { crudo, type Html, html } from './html.ts'

/** Una fila de datos: etiqueta y valor; `fijo` la escribe en letra de ancho fijo (hashes). */
export type Dato = Readonly<{ etiqueta: string; valor: string; fijo?: boolean }>

/** Una tabla de antes y después. */
export type Comparacion = Readonly<{
  antes: string
  despues: string
  filas: readonly Readonly<{ campo: string; antes: string; despues: string }>[]
}>

/** Un correo antes de escribirlo: la misma estructura da el texto y el HTML, así nunca dicen cosas distintas. */
export type Pliego = Readonly<{
  idioma: Idioma
  asunto: string
  titulo: string
  saludo: string
  parrafos: readonly string[]
  datos: readonly Dato[]
  comparacion: Comparacion | null
  boton: Readonly<{ texto: string; url: string }> | null
  pie: readonly string[]
}>

/** El pliego en texto llano. */
export const enTexto = (p: Pliego): string => {
  const bloques = [
    p.saludo,
    ...p.parrafos,
    (p.comparacion?.filas ?? []).map((f) => `${f.campo}: ${f.antes} → ${f.despues}`).join('\n'),
    p.datos.map((d) => `${d.etiqueta}: ${d.valor}`).join('\n'),
    p.boton ? `${p.boton.texto}: ${p.boton.url}` : '',
    `-- \n${p.pie.join('\n')}`,
  ]
  return `${bloques.filter((b) => b !== '').join('\n\n')}\n`
}

// Los clientes de correo no leen hojas de estilo: todo va en línea y en tablas.
const ESTILO = {
  fondo: crudo('margin:0;padding:24px 12px;background:#eef1ee;'),
  hoja: crudo(
    'width:100%;max-width:600px;border-spacing:0;background:#ffffff;border-radius:8px;border:1px solid #d8dfd9;' +
      "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1d2a24;",
  ),
  marca: crudo(
    'padding:18px 28px;border-bottom:1px solid #d8dfd9;font-size:14px;font-weight:600;color:#1f5a45;letter-spacing:.01em;',
  ),
  cuerpo: crudo('padding:26px 28px 8px;'),
  titulo: crudo('margin:0 0 18px;font-size:22px;line-height:1.25;font-weight:650;color:#14211b;'),
  parrafo: crudo('margin:0 0 14px;font-size:15px;line-height:1.55;'),
  tabla: crudo('width:100%;border-collapse:collapse;margin:6px 0 20px;font-size:14px;line-height:1.45;'),
  etiqueta: crudo(
    'padding:9px 16px 9px 0;border-top:1px solid #e4e9e5;color:#56655d;vertical-align:top;text-align:left;font-weight:400;',
  ),
  valor: crudo(
    'padding:9px 0;border-top:1px solid #e4e9e5;vertical-align:top;text-align:left;font-weight:500;',
  ),
  fijo: crudo(
    'font-family:ui-monospace,Menlo,Consolas,monospace;font-size:12px;word-break:break-all;font-weight:400;',
  ),
  boton: crudo(
    'display:inline-block;padding:11px 20px;background:#1f5a45;color:#ffffff;border-radius:6px;' +
      'font-size:15px;font-weight:600;text-decoration:none;',
  ),
  pie: crudo('padding:16px 28px 22px;font-size:12px;line-height:1.5;color:#66746c;'),
}

const fila = (d: Dato): Html =>
  html`<tr><th scope="row" style="${ESTILO.etiqueta}">${d.etiqueta}</th><td style="${ESTILO.valor}">${
    d.fijo ? html`<span style="${ESTILO.fijo}">${d.valor}</span>` : d.valor
  }</td></tr>`

const tablaDatos = (datos: readonly Dato[]): Html =>
  datos.length === 0
    ? crudo('')
    : html`<table role="presentation" style="${ESTILO.tabla}"><tbody>${datos.map(fila)}</tbody></table>`

const tablaCambios = (c: Comparacion | null): Html =>
  c === null || c.filas.length === 0
    ? crudo('')
    : html`<table style="${ESTILO.tabla}"><thead><tr><th style="${ESTILO.etiqueta}"></th><th style="${ESTILO.etiqueta}">${c.antes}</th><th style="${ESTILO.etiqueta}">${c.despues}</th></tr></thead><tbody>${c.filas.map(
        (f) =>
          html`<tr><th scope="row" style="${ESTILO.etiqueta}">${f.campo}</th><td style="${ESTILO.valor}">${f.antes}</td><td style="${ESTILO.valor}">${f.despues}</td></tr>`,
      )}</tbody></table>`

const boton = (b: Pliego['boton']): Html =>
  b === null
    ? crudo('')
    : html`<p style="margin:4px 0 22px;"><a href="${b.url}" style="${ESTILO.boton}">${b.texto}</a></p>`

/** El pliego en HTML. Todo dato pasa por la plantilla que escapa. */
export const enHtml = (p: Pliego): string =>
  html`<!doctype html>
<html lang="${p.idioma}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${p.asunto}</title></head>
<body style="${ESTILO.fondo}"><table role="presentation" align="center" style="${ESTILO.hoja}"><tbody>
<tr><td style="${ESTILO.marca}">Propiedades de los Alpes</td></tr>
<tr><td style="${ESTILO.cuerpo}"><h1 style="${ESTILO.titulo}">${p.titulo}</h1>
<p style="${ESTILO.parrafo}">${p.saludo}</p>
${p.parrafos.map((t) => html`<p style="${ESTILO.parrafo}">${t}</p>\n`)}
${tablaCambios(p.comparacion)}${tablaDatos(p.datos)}
${boton(p.boton)}</td></tr>
<tr><td style="${ESTILO.pie}">${p.pie.map((t) => html`${t}<br>`)}</td></tr>
</tbody></table></body></html>
`.valor
