import type { IncomingMessage } from 'node:http'
import { leerGalleta } from './sesion.ts'

/** Lo que el documento debe saber antes de pintar, para que no haya destello de otro tema o idioma. */
export type Preferencias = Readonly<{ idioma: 'es' | 'en'; tema: 'claro' | 'oscuro' | 'sistema' }>

const idiomaDe = (valor: string | null | undefined): 'es' | 'en' | null =>
  valor === 'es' || valor === 'en' ? valor : null

/** Idioma: la URL manda, luego la galleta, luego el navegador; tema: la galleta. */
export const preferencias = (peticion: IncomingMessage, consulta: URLSearchParams): Preferencias => {
  const tema = leerGalleta(peticion, 'tema')
  const navegador = /^\s*([a-z]{2})/i.exec(peticion.headers['accept-language'] ?? '')?.[1]?.toLowerCase()
  return {
    idioma:
      idiomaDe(consulta.get('lang')) ??
      idiomaDe(leerGalleta(peticion, 'idioma')) ??
      idiomaDe(navegador) ??
      'es',
    tema: tema === 'claro' || tema === 'oscuro' ? tema : 'sistema',
  }
}

/** Lo demás que se escribe en el documento: qué parte de las trazas se guarda, dónde están los textos y adónde se enlaza. */
export type Vestido = Readonly<{
  muestra: number
  textos: string | undefined
  enlaces: Readonly<Record<string, string | undefined>>
}>

const escapar = (texto: string): string =>
  texto.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** Escribe idioma, tema, enlaces y, si se traza, qué parte de los clics en la etiqueta `<html>` de la página construida. */
export const vestir = (
  html: string,
  { idioma, tema }: Preferencias,
  { muestra, textos, enlaces }: Vestido,
): string => {
  const trazas = muestra > 0 ? ` data-muestra="${muestra}"` : ''
  const enlazados = Object.entries(enlaces)
    .map(([nombre, url]) => (url === undefined ? '' : ` data-${nombre}="${escapar(url)}"`))
    .join('')
  const anuncio = textos ? `<link rel="modulepreload" href="${textos}">` : ''
  return html
    .replace(/<html[^>]*>/, () => `<html lang="${idioma}" data-tema="${tema}"${trazas}${enlazados}>`)
    .replace('</head>', `${anuncio}</head>`)
}

const TEXTOS = {
  es: {
    titulo: 'Falta la llave',
    texto: 'Esta página sólo se abre con la dirección completa que imprimió el arranque.',
    paso: 'Búsquela en la terminal, en la línea que empieza por «Página», y ábrala aquí. Lleva un token y se ve así:',
    pie: 'El token también está en el archivo «acceso.json» de la carpeta de datos.',
    clave: 'Su clave de acceso',
    entrar: 'Entrar',
    pieClave: 'Las claves las da quien administra el sistema.',
  },
  en: {
    titulo: 'The key is missing',
    texto: 'This page only opens with the full address printed at start-up.',
    paso: 'Look for it in the terminal, on the line that starts with “Página”, and open it here. It carries a token and looks like this:',
    pie: 'The token is also in the file “acceso.json” of the data folder.',
    clave: 'Your access key',
    entrar: 'Sign in',
    pieClave: 'Keys are given by whoever administers the system.',
  },
} as const

/** Con qué se entra: en modo local, la dirección del arranque; si no, una clave. */
const entrada = (idioma: 'es' | 'en', direccion: string | null): string => {
  const t = TEXTOS[idioma]
  if (direccion !== null)
    return `<p>${t.texto}</p>
<p>${t.paso}</p>
<p><code>${direccion}/?token=…</code></p>
<p class="pie">${t.pie}</p>`
  return `<form method="post" action="/sesion">
<p><label for="clave">${t.clave}</label></p>
<p><input id="clave" name="clave" type="password" autocomplete="current-password" required autofocus></p>
<p><button type="submit">${t.entrar}</button></p>
</form>
<p class="pie">${t.pieClave}</p>`
}

/** La puerta cerrada: qué falta y dónde está, sin decir nada más. `direccion`: sólo en modo local. */
export const puertaCerrada = ({ idioma, tema }: Preferencias, direccion: string | null): string => {
  const t = TEXTOS[idioma]
  return `<!doctype html>
<html lang="${idioma}" data-tema="${tema}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${t.titulo} · Propiedades de los Alpes</title>
<link rel="icon" href="/icono.svg" type="image/svg+xml">
<link rel="stylesheet" href="/puerta.css">
</head>
<body>
<main>
<img src="/icono.svg" alt="" width="56" height="56">
<p class="casa">Propiedades de los Alpes</p>
<h1>${t.titulo}</h1>
${entrada(idioma, direccion)}
</main>
</body>
</html>
`
}

/** Cuando nadie construyó la página todavía. */
export const SIN_CONSTRUIR =
  '<!doctype html><html lang="es"><meta charset="utf-8"><title>Página sin construir</title><h1>La página no está construida</h1><p>Corra <code>npm start</code>, que la construye.</p></html>\n'
