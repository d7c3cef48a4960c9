/** Un correo leído de su archivo, con las cabeceras ya en texto. */
export type CorreoLeido = Readonly<{
  idMensaje: string
  de: string
  para: string
  asunto: string
  /** Instante RFC 3339 de la cabecera `Date`, o `null` si no se entiende. */
  fecha: string | null
  texto: string
  html: string
}>

/** Bytes escritos como `=XX`; `datos` trae un carácter por byte. */
const desdeHex = (datos: string): Buffer =>
  Buffer.from(
    datos.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

/** Quoted-printable (RFC 2045): el blanco al final de la línea no cuenta y `=` al final la continúa. */
const desdeQp = (datos: string): Buffer =>
  desdeHex(datos.replaceAll(/[ \t]+(?=\r?\n|$)/g, '').replaceAll(/=\r?\n/g, ''))

type Parte = Readonly<{ cabeceras: ReadonlyMap<string, string>; cuerpo: string }>

const separar = (crudo: string): Parte => {
  const corte = crudo.search(/\r?\n\r?\n/)
  const cabeza = (corte < 0 ? crudo : crudo.slice(0, corte)).replaceAll(/\r?\n[ \t]+/g, ' ')
  const cuerpo = corte < 0 ? '' : crudo.slice(corte).replace(/^\r?\n\r?\n/, '')
  const cabeceras = new Map<string, string>()
  for (const linea of cabeza.split(/\r?\n/)) {
    const dos = linea.indexOf(':')
    if (dos > 0) cabeceras.set(linea.slice(0, dos).trim().toLowerCase(), linea.slice(dos + 1).trim())
  }
  return { cabeceras, cuerpo }
}

const enBytes = (codificacion: string, datos: string): Buffer =>
  codificacion.toLowerCase() === 'b' ? Buffer.from(datos, 'base64') : desdeHex(datos.replaceAll('_', ' '))

const PALABRA = /=\?utf-8\?([bq])\?([^?]*)\?=/gi

/** Descifra las palabras codificadas de una cabecera (RFC 2047, UTF-8). */
const palabras = (valor: string): string => {
  // Un carácter puede quedar partido entre dos palabras seguidas: se juntan los bytes antes de leerlos.
  const seguidas = new RegExp(`(?:${PALABRA.source})(?:\\s+${PALABRA.source})*`, 'gi')
  return valor.replaceAll(seguidas, (grupo) =>
    Buffer.concat(
      [...grupo.matchAll(PALABRA)].map(([, modo = 'q', datos = '']) => enBytes(modo, datos)),
    ).toString('utf8'),
  )
}

const cuerpoDe = ({ cabeceras, cuerpo }: Parte): string => {
  const modo = (cabeceras.get('content-transfer-encoding') ?? '7bit').toLowerCase()
  if (modo === 'quoted-printable') return desdeQp(cuerpo).toString('utf8')
  if (modo === 'base64') return base64Texto(cuerpo)
  return Buffer.from(cuerpo, 'latin1').toString('utf8')
}

const base64Texto = (cuerpo: string): string => Buffer.from(cuerpo, 'base64').toString('utf8')

const partesDe = (parte: Parte): readonly Parte[] => {
  const tipo = parte.cabeceras.get('content-type') ?? 'text/plain'
  const frontera = /boundary="?([^";]+)"?/i.exec(tipo)?.[1]
  if (!tipo.toLowerCase().startsWith('multipart/') || !frontera) return [parte]
  return parte.cuerpo
    .split(`--${frontera}`)
    .slice(1, -1)
    .flatMap((trozo) => partesDe(separar(trozo.replace(/^\r?\n/, '').replace(/\r?\n$/, ''))))
}

const direccion = (valor: string): string => /<([^<>]+)>\s*$/.exec(valor)?.[1] ?? valor

/** Lee un mensaje RFC 5322 de texto y HTML. De lo que no entiende deja vacío, nunca falla. */
export const leerCorreo = (crudo: Buffer): CorreoLeido => {
  const raiz = separar(crudo.toString('latin1'))
  const cabecera = (nombre: string): string => {
    const valor = raiz.cabeceras.get(nombre) ?? ''
    return palabras(Buffer.from(valor, 'latin1').toString('utf8'))
  }
  const partes = partesDe(raiz)
  const de = (tipo: string): string => {
    const parte = partes.find((p) => (p.cabeceras.get('content-type') ?? 'text/plain').startsWith(tipo))
    return parte ? cuerpoDe(parte) : ''
  }
  const ms = Date.parse(cabecera('date'))
  return {
    idMensaje: cabecera('message-id'),
    de: direccion(cabecera('from')),
    para: direccion(cabecera('to')),
    asunto: cabecera('subject'),
    fecha: Number.isNaN(ms) ? null : new Date(ms).toISOString(),
    texto: de('text/plain'),
    html: de('text/html'),
  }
}
