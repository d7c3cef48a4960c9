import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ts from 'typescript'
import { type Config, leerConfig } from '#config/config.ts'
import { IMAGENES, type NombreImagen } from '../../despliegue/imagenes/construir.ts'

export const RAIZ = path.join(import.meta.dirname, '../..')
export const leer = (ruta: string): string => readFileSync(path.join(RAIZ, ruta), 'utf8')

/** Lo que un Dockerfile dice de su última etapa, y de qué archivos la llena. */
export type Receta = Readonly<{
  texto: string
  /** Instrucciones de la última etapa, por nombre. */
  final: ReadonlyMap<string, readonly string[]>
  /** Rutas del repositorio que quedan en la imagen. */
  dentro: readonly string[]
  orden: readonly string[]
  salud: readonly string[]
  puerto: number
  entorno: Readonly<Record<string, string>>
}>

const unirLineas = (texto: string): string => texto.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, ' ')

const porNombre = (etapa: string): Map<string, string[]> => {
  const instrucciones = new Map<string, string[]>()
  for (const [, nombre = '', resto = ''] of etapa.matchAll(/^([A-Z]+) (.+)$/gm))
    instrucciones.set(nombre, [...(instrucciones.get(nombre) ?? []), resto.trim()])
  return instrucciones
}

const una = (final: Receta['final'], nombre: string): string => {
  const valores = final.get(nombre) ?? []
  if (valores.length !== 1) throw new Error(`se espera un ${nombre}, y hay ${valores.length}`)
  return valores[0] ?? ''
}

/** Lee un Dockerfile del repositorio; la forma exec es JSON, y otra cosa no se entiende. */
export const leerReceta = (imagen: NombreImagen): Receta => {
  const texto = unirLineas(leer(IMAGENES[imagen]))
  const final = porNombre(texto.slice(texto.lastIndexOf('FROM ')))
  const copia = /cp -r --parents (.+?) \/salida\/app/.exec(texto)?.[1] ?? ''
  return {
    ...{ texto, final, dentro: copia.trim().split(/\s+/), puerto: Number(una(final, 'EXPOSE')) },
    orden: JSON.parse(una(final, 'CMD')) as string[],
    salud: JSON.parse(una(final, 'HEALTHCHECK').replace(/^.*? CMD /, '')) as string[],
    entorno: Object.fromEntries(
      una(final, 'ENV')
        .split(' ')
        .map((par) => par.split('=') as [string, string]),
    ),
  }
}

export const RECETAS = Object.fromEntries(
  Object.keys(IMAGENES).map((nombre) => [nombre, leerReceta(nombre as NombreImagen)]),
) as Readonly<Record<NombreImagen, Receta>>

const resolver = (desde: string, que: string): string =>
  que.startsWith('#') ? path.join('src', que.slice(1)) : path.join(path.dirname(desde), que)

/** Los archivos y paquetes que un programa carga, directa o indirectamente. */
export const cargadosPor = (programa: string): { archivos: Set<string>; paquetes: Set<string> } => {
  const archivos = new Set<string>()
  const paquetes = new Set<string>()
  const pendientes = [programa]
  for (let ruta = pendientes.pop(); ruta !== undefined; ruta = pendientes.pop()) {
    if (archivos.has(ruta)) continue
    archivos.add(ruta)
    for (const { fileName: que } of ts.preProcessFile(leer(ruta)).importedFiles) {
      if (/^[.#]/.test(que)) pendientes.push(resolver(ruta, que))
      else if (!que.startsWith('node:')) paquetes.add(/^(@[^/]+\/)?[^/]+/.exec(que)?.[0] ?? que)
    }
  }
  return { archivos, paquetes }
}

/** ¿Está en la imagen? `modulos/*` vale por cualquier carpeta. */
export const estaDentro = ({ dentro }: Receta, archivo: string): boolean =>
  dentro.some((ruta) =>
    globSync(ruta, { cwd: RAIZ }).some((r) => archivo === r || archivo.startsWith(`${r}/`)),
  )

/** Una carpeta que se borra, con los secretos de compose repartidos por su guion. */
export const repartirSecretos = (): Disposable & { carpeta: string } => {
  const carpeta = mkdtempSync(path.join(tmpdir(), 'alpes-secretos-'))
  const { status, stderr } = spawnSync('sh', [path.join(RAIZ, 'despliegue/secretos.sh'), carpeta], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
  if (status !== 0) throw new Error(stderr)
  return { carpeta, [Symbol.dispose]: () => rmSync(carpeta, { recursive: true }) }
}

/** Las variables que un contenedor recibe y no son ajustes nuestros. */
const DE_NODE = new Set(['NODE_EXTRA_CA_CERTS'])

/** Lee los ajustes de un contenedor; lo que monta en `/run/secretos` está aquí en `secretos`. */
export const ajustesDe = (
  imagen: NombreImagen,
  entorno: Readonly<Record<string, string>>,
  secretos: string,
): Config => {
  const propios = Object.entries(entorno).filter(([nombre]) => !DE_NODE.has(nombre))
  for (const nombre of DE_NODE)
    if (entorno[nombre] && !existsSync(entorno[nombre].replace('/run/secretos', secretos)))
      throw new Error(`${nombre}: no está ${entorno[nombre]}`)
  return leerConfig({
    ...RECETAS[imagen].entorno,
    ...Object.fromEntries(propios.map(([n, v]) => [n, String(v).replace('/run/secretos', secretos)])),
  })
}

/** Escribe esos secretos en una carpeta que se borra. */
export const escribirSecretos = (
  valores: Readonly<Record<string, string>>,
): Disposable & { carpeta: string } => {
  const carpeta = mkdtempSync(path.join(tmpdir(), 'alpes-secretos-'))
  for (const [nombre, valor] of Object.entries(valores)) writeFileSync(path.join(carpeta, nombre), valor)
  return { carpeta, [Symbol.dispose]: () => rmSync(carpeta, { recursive: true }) }
}
