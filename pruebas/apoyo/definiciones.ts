import { glob, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DefinicionMensaje } from '#seedwork/infraestructura/esquemas/definicion.ts'
import type { Ascenso } from '#seedwork/infraestructura/esquemas/registro.ts'

const RAIZ = join(import.meta.dirname, '../..')
const DONDE = [
  'src/modulos/*/infraestructura/schema/v*/*.ts',
  'src/seedwork/infraestructura/esquemas/resultados.ts',
  'src/api/claves/schema/v*/*.ts',
  'src/api/operador/schema/v*/*.ts',
]

/** Una definición pública con el módulo que la produce y la carpeta de su `vN`. */
export type Publicada = Readonly<{ definicion: DefinicionMensaje; modulo: string; carpeta: string }>

/** ¿Es una definición de mensaje? */
export const esDefinicion = (valor: unknown): valor is DefinicionMensaje =>
  typeof valor === 'object' && valor !== null && 'huella' in valor && 'crear' in valor

/** Todos los mensajes públicos que hay en el código, por tópico, tipo y versión. */
export const leerPublicadas = async (): Promise<readonly Publicada[]> => {
  const publicadas: Publicada[] = []
  for await (const ruta of glob(DONDE, { cwd: RAIZ })) {
    const exportado = await import(pathToFileURL(join(RAIZ, ruta)).href)
    const modulo = /modulos[\\/]([^\\/]+)/.exec(ruta)?.[1] ?? 'seedwork'
    for (const definicion of Object.values(exportado).filter(esDefinicion))
      publicadas.push({ definicion, modulo, carpeta: dirname(ruta) })
  }
  const orden = ({ definicion: d }: Publicada): string =>
    `${d.topico} ${d.tipo} ${String(d.version).padStart(4, '0')}`
  return publicadas.toSorted((a, b) => orden(a).localeCompare(orden(b)))
}

const esAscenso = (valor: unknown): valor is Ascenso =>
  typeof valor === 'object' && valor !== null && 'pasar' in valor && 'hasta' in valor

/** Todos los ascensos que hay en el código: los módulos los dan en listas. */
export const leerAscensos = async (): Promise<readonly Ascenso[]> => {
  const ascensos: Ascenso[] = []
  for await (const ruta of glob(DONDE, { cwd: RAIZ })) {
    const exportado = await import(pathToFileURL(join(RAIZ, ruta)).href)
    ascensos.push(...Object.values(exportado).flat().filter(esAscenso))
  }
  return ascensos
}

/** Un ejemplo de `ejemplos/*.json`: los datos en JSON y los bytes que la plataforma escribe con ellos. */
export type Ejemplo = Readonly<{
  archivo: string
  carpeta: string
  tipo: string
  version: number
  datos: unknown
  contenido: string
}>

/** Todos los ejemplos que acompañan a los esquemas. */
export const leerEjemplos = async (): Promise<readonly Ejemplo[]> => {
  const ejemplos: Ejemplo[] = []
  for await (const ruta of glob(
    DONDE.map((d) => `${dirname(d)}/ejemplos/*.json`),
    { cwd: RAIZ },
  )) {
    const leido = JSON.parse(await readFile(join(RAIZ, ruta), 'utf8'))
    ejemplos.push({ archivo: basename(ruta, '.json'), carpeta: dirname(dirname(ruta)), ...leido })
  }
  return ejemplos
}
