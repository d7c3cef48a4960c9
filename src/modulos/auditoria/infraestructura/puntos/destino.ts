import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { soloLectura } from './llave.ts'

/** Un punto exportado, como está guardado. */
export type Exportado = Readonly<{ numero: number; texto: string }>

/** Dónde se exportan los puntos: un testigo distinto de la base, al que sólo se añade. */
export type Destino = Readonly<{
  clase: 'carpeta' | 'url'
  /** Guarda un punto; `false` si ese número ya está. */
  guardar(punto: Exportado): Promise<boolean>
  /** Deja a la vista la llave pública. */
  publicarLlave(pem: string): Promise<void>
  ultimo(): Promise<Exportado | null>
  /** Todos, en orden. */
  recorrer(): AsyncIterable<Exportado>
}>

const LLAVE = 'llave-publica.pem'
const nombreDe = (numero: number): string => `${String(numero).padStart(12, '0')}.json`

const sincronizar = async (ruta: string): Promise<void> => {
  const mango = await open(ruta, 'r')
  await mango.sync().finally(() => mango.close())
}

/** Escribe un archivo entero o nada, en disco antes de contestar; `false` si ya estaba. */
const anadir = async (carpeta: string, nombre: string, texto: string): Promise<boolean> => {
  await mkdir(carpeta, { recursive: true, mode: 0o755 })
  const temporal = path.join(carpeta, `.${nombre}.${process.pid}`)
  const mango = await open(temporal, 'w')
  await mango
    .writeFile(texto)
    .then(() => mango.sync())
    .finally(() => mango.close())
  await soloLectura(temporal)
  try {
    await link(temporal, path.join(carpeta, nombre))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporal, { force: true })
  }
  await sincronizar(carpeta)
  return true
}

const numerosEn = async (carpeta: string): Promise<number[]> => {
  const nombres = await readdir(carpeta).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return nombres
    .filter((n) => /^\d{12}\.json$/.test(n))
    .map((n) => Number.parseInt(n, 10))
    .sort((a, b) => a - b)
}

/** Puntos como archivos de una carpeta, uno por número y de sólo lectura. */
export const destinoCarpeta = (carpeta: string): Destino => {
  const leer = async (numero: number): Promise<Exportado> => ({
    numero,
    texto: await readFile(path.join(carpeta, nombreDe(numero)), 'utf8'),
  })
  return {
    clase: 'carpeta',
    guardar: ({ numero, texto }) => anadir(carpeta, nombreDe(numero), texto),
    async publicarLlave(pem) {
      await anadir(carpeta, LLAVE, pem)
    },
    async ultimo() {
      const numero = (await numerosEn(carpeta)).at(-1)
      return numero === undefined ? null : leer(numero)
    },
    async *recorrer() {
      for (const numero of await numerosEn(carpeta)) yield await leer(numero)
    },
  }
}

const PLAZO = 5_000

const partirUrl = (texto: string): Readonly<{ base: string; cabeceras: Record<string, string> }> => {
  const url = new URL(texto.endsWith('/') ? texto : `${texto}/`)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const credencial = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  return {
    base: url.href,
    cabeceras: username ? { authorization: `Basic ${credencial.toString('base64')}` } : {},
  }
}

/** El último número que existe, por saltos que se doblan y luego a medias. */
const buscarUltimo = async (existe: (numero: number) => Promise<boolean>): Promise<number> => {
  let [hay, no] = [0, 1]
  while (await existe(no)) [hay, no] = [no, no * 2]
  while (no - hay > 1) {
    const medio = Math.floor((hay + no) / 2)
    if (await existe(medio)) hay = medio
    else no = medio
  }
  return hay
}

/**
 * Puntos como recursos bajo una URL: `PUT` con `If-None-Match: *` (412 o 409 si ya está) y `GET`. Usuario y
 * contraseña de la URL van como Basic.
 */
export const destinoUrl = (texto: string): Destino => {
  const { base, cabeceras } = partirUrl(texto)
  const pedir = (nombre: string, opciones: RequestInit = {}): Promise<Response> =>
    fetch(`${base}${nombre}`, {
      ...opciones,
      headers: { ...cabeceras, ...(opciones.headers as Record<string, string>) },
      signal: AbortSignal.timeout(PLAZO),
    })
  const poner = async (nombre: string, cuerpo: string, tipo: string): Promise<boolean> => {
    const headers = { 'content-type': tipo, 'if-none-match': '*' }
    const r = await pedir(nombre, { method: 'PUT', body: cuerpo, headers })
    await r.body?.cancel()
    if (r.ok) return true
    if (r.status === 409 || r.status === 412) return false
    throw new Error(`el destino de auditoría contestó ${r.status} a ${nombre}`)
  }
  const leer = async (numero: number): Promise<Exportado | null> => {
    const r = await pedir(nombreDe(numero))
    if (r.ok) return { numero, texto: await r.text() }
    await r.body?.cancel()
    if (r.status === 404) return null
    throw new Error(`el destino de auditoría contestó ${r.status} a ${nombreDe(numero)}`)
  }
  return {
    clase: 'url',
    guardar: ({ numero, texto: cuerpo }) => poner(nombreDe(numero), cuerpo, 'application/json'),
    async publicarLlave(pem) {
      await poner(LLAVE, pem, 'application/x-pem-file')
    },
    ultimo: async () => leer(await buscarUltimo(async (n) => (await leer(n)) !== null)),
    async *recorrer() {
      for (let numero = 1; ; numero++) {
        const punto = await leer(numero)
        if (!punto) return
        yield punto
      }
    },
  }
}

/** Una carpeta o una URL `http(s)://`. */
export const abrirDestino = (destino: string): Destino =>
  /^https?:\/\//.test(destino) ? destinoUrl(destino) : destinoCarpeta(destino)
