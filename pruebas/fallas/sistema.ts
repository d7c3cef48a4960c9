import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { esperarQue } from '../apoyo/esperar.ts'
import { lanzar, type ProcesoHijo } from '../apoyo/proceso-hijo.ts'
import { pedir } from './insistente.ts'

/**
 * Lo más que se espera a que el sistema llegue a un punto, en ms. Tras varias muertes seguidas va de uno en uno
 * por lo que las vio, y con la máquina ocupada eso tarda: es un tope para no esperar siempre, no una promesa.
 */
export const PACIENCIA = 180_000

export const TOKEN = 'token-de-las-pruebas-de-caidas'
const SRC = path.join(import.meta.dirname, '../../src')

const estaLibre = async (puerto: number): Promise<boolean> => {
  const servidor = createServer().listen(puerto, '127.0.0.1')
  const [libre] = await Promise.race([
    once(servidor, 'listening').then(() => [true]),
    once(servidor, 'error').then(() => [false]),
  ])
  servidor.close()
  return libre === true
}

/**
 * Un puerto libre ahora: el sistema vuelve siempre al mismo, como en producción. Por debajo de los
 * efímeros: si no, mientras está muerto, quien insiste en conectar puede acabar ocupándolo él.
 */
export const puertoLibre = async (): Promise<number> => {
  for (;;) {
    const puerto = 15_000 + Math.floor(Math.random() * 15_000)
    if (await estaLibre(puerto)) return puerto
  }
}

export type OpcionesSistema = Readonly<{
  /** `principal.ts` (todo en uno) o `api/principal.ts`. */
  programa?: string
  /** Base externa; sin ella, la embebida en la carpeta de datos. */
  baseUrl?: string
  entorno?: Readonly<Record<string, string>>
}>

/** Una instalación: su carpeta y sus puertos sobreviven a los procesos que la corren. */
export type Instalacion = AsyncDisposable &
  Readonly<{
    datos: string
    url: string
    /** Arranca el sistema y espera a que atienda. `falla`: dónde debe caer (`FALLA_EN`); `extra`, sólo esta vez. */
    arrancar(falla?: string, extra?: Readonly<Record<string, string>>): Promise<ProcesoHijo>
  }>

/** ¿Atiende? Un proceso que acaba de morir no. */
const atiende = (url: string): Promise<boolean> =>
  pedir(url, { metodo: 'GET', ruta: '/health' }).then(
    (c) => c.estado === 200,
    () => false,
  )

/** Todo en uno, la API atiende antes de que el resto esté: la última palabra es el anuncio. */
const esperarAtencion = async (url: string, proceso: ProcesoHijo, anuncio: string): Promise<void> => {
  let muerto: number | string | null = null
  void proceso.fin.then((fin) => {
    muerto = fin
  })
  // Un punto de caída puede matarlo antes de que nadie lo vea atender: también vale.
  await esperarQue(
    `el sistema atiende; dijo: ${proceso.dicho().slice(-2_000)}`,
    () => muerto !== null || (proceso.dicho().includes(anuncio) && atiende(url)),
    120_000,
  )
  if (typeof muerto === 'number') throw new Error(`el sistema salió con ${muerto}: ${proceso.dicho()}`)
}

/** Una carpeta nueva por la que el servidor de base, que no corre como root, puede pasar. */
export const carpetaPropia = async (prefijo: string): Promise<string> => {
  const carpeta = await mkdtemp(path.join(tmpdir(), prefijo))
  await chmod(carpeta, 0o711)
  return carpeta
}

/** Prepara una instalación vacía; al cerrarse mata lo que quede y borra su carpeta. */
export const abrirInstalacion = async (opciones: OpcionesSistema = {}): Promise<Instalacion> => {
  const datos = await carpetaPropia('alpes-caidas-')
  const puerto = await puertoLibre()
  const url = `http://127.0.0.1:${puerto}`
  const vivos: ProcesoHijo[] = []
  const programa = path.join(SRC, opciones.programa ?? 'principal.ts')
  const fijo = {
    ...{ ALPES_DATOS: datos, ALPES_TOKEN: TOKEN, ALPES_PRUEBAS: 'si', DEMO: 'no', NIVEL_REGISTRO: 'warn' },
    ...{ PUERTO_API: String(puerto), PUERTO_NOTIFICACIONES: '0', PUERTO_UI: '0' },
    ...{ PUERTO_GRPC: '0', PUERTO_METRICAS: '0' },
    ...(opciones.baseUrl === undefined ? {} : { BASE_DATOS_URL: opciones.baseUrl }),
    ...opciones.entorno,
  }
  return {
    datos,
    url,
    async arrancar(falla, extra = {}) {
      const entorno = { ...fijo, ...extra, ...(falla === undefined ? {} : { FALLA_EN: falla }) }
      const proceso = lanzar(programa, { entorno })
      vivos.push(proceso)
      await esperarAtencion(url, proceso, opciones.programa ? '' : 'Durabilidad')
      return proceso
    },
    async [Symbol.asyncDispose]() {
      for (const proceso of vivos) await proceso[Symbol.asyncDispose]()
      await rm(datos, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Corre al testigo contra `url` hasta que se le diga; `parar` espera a que sepa en qué quedó todo. */
export const lanzarTestigo = (url: string, archivo: string, semilla: number): ProcesoHijo =>
  lanzar(path.join(import.meta.dirname, 'testigo.ts'), {
    entorno: { API_URL: url, TOKEN, ARCHIVO: archivo, SEMILLA: String(semilla) },
  })
