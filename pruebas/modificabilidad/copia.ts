import { execFileSync } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Edicion, Experimento } from './experimento.ts'

export const RAIZ = join(import.meta.dirname, '../..')
const SUFIJO = '.nuevo'

/**
 * Cambia el ancla, que tiene que estar una sola vez. Que falte o sobre detiene el experimento: el código
 * cambió y el experimento hay que pensarlo otra vez, no aplicarlo donde caiga.
 */
export const editar = (texto: string, { archivo, ancla, por }: Edicion): string => {
  const veces = texto.split(ancla).length - 1
  if (veces !== 1) throw new Error(`${archivo}: el ancla está ${veces} veces y no una:\n${ancla}`)
  return texto.replace(ancla, () => por)
}

/** Lo nuevo de un experimento: ruta que tendrá y texto. */
export const archivosDe = ({ nombre }: Experimento): ReadonlyMap<string, string> => {
  const carpeta = join(import.meta.dirname, nombre, 'archivos')
  const rutas = globSync(`**/*${SUFIJO}`, { cwd: carpeta }).sort()
  return new Map(rutas.map((r) => [r.slice(0, -SUFIJO.length), readFileSync(join(carpeta, r), 'utf8')]))
}

const escribir = (raiz: string, ruta: string, texto: string): void => {
  mkdirSync(join(raiz, dirname(ruta)), { recursive: true })
  writeFileSync(join(raiz, ruta), texto)
}

/** Pone sólo la prueba del cambio, sin el cambio. */
export const ponerPrueba = (raiz: string, experimento: Experimento): void => {
  const texto = archivosDe(experimento).get(experimento.prueba)
  if (texto === undefined) throw new Error(`${experimento.nombre}: no trae ${experimento.prueba}`)
  escribir(raiz, experimento.prueba, texto)
}

/** Aplica el cambio entero sobre la copia. Falla si un ancla no está o si algo nuevo ya existía. */
export const aplicar = (raiz: string, experimento: Experimento): void => {
  for (const [ruta, texto] of archivosDe(experimento)) escribir(raiz, ruta, texto)
  for (const edicion of experimento.ediciones)
    escribir(raiz, edicion.archivo, editar(readFileSync(join(raiz, edicion.archivo), 'utf8'), edicion))
}

/** Una copia de lo confirmado en el repositorio, con las dependencias enlazadas; se borra al cerrarla. */
export type Copia = Disposable & Readonly<{ carpeta: string; raiz: string; base: string }>

/** Dos copias del último commit: `base` se queda como está y en `raiz` se trabaja. */
export const copiar = (): Copia => {
  const carpeta = mkdtempSync(join(tmpdir(), 'alpes-modificabilidad-'))
  const [base, raiz] = [join(carpeta, 'base'), join(carpeta, 'cambiada')]
  mkdirSync(base)
  const paquete = execFileSync('git', ['archive', 'HEAD'], { cwd: RAIZ, maxBuffer: 2 ** 28 })
  execFileSync('tar', ['-x', '-C', base], { input: paquete })
  symlinkSync(join(RAIZ, 'node_modules'), join(base, 'node_modules'))
  cpSync(base, raiz, { recursive: true, verbatimSymlinks: true })
  return { carpeta, raiz, base, [Symbol.dispose]: () => rmSync(carpeta, { recursive: true, force: true }) }
}
