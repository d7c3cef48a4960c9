import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import { RAIZ } from './cruzar.ts'

/** Un archivo de código del proyecto; `ruta` es relativa a la raíz, con `/`. */
export type Fuente = Readonly<{ ruta: string; texto: string; lineas: number }>

/** Los archivos TypeScript del proyecto, sin la página construida, lo generado ni los paquetes. */
export const leerFuentes = async (): Promise<readonly Fuente[]> => {
  const fuentes: Fuente[] = []
  for await (const ruta of glob('{src,pruebas,bench,herramientas,ejemplos,despliegue}/**/*.{ts,tsx,mjs}', {
    cwd: RAIZ,
  })) {
    if (/node_modules|src\/(ui\/publico|sidecar\/generado)/.test(ruta)) continue
    const texto = readFileSync(join(RAIZ, ruta), 'utf8')
    fuentes.push({ ruta: ruta.replaceAll('\\', '/'), texto, lineas: texto.split('\n').length - 1 })
  }
  return fuentes.toSorted((a, b) => a.ruta.localeCompare(b.ruta))
}

/**
 * Funciones de más de `maximo` líneas de la primera a la última, con lo anidado: `ruta:línea nombre (n líneas)`.
 * En una migración no cuentan `up` y `down`, que son la lista de su SQL.
 */
export const funcionesExtensas = (fuente: Fuente, maximo: number): readonly string[] => {
  const arbol = ts.createSourceFile(fuente.ruta, fuente.texto, ts.ScriptTarget.Latest, true)
  const migracion = fuente.ruta.includes('/migraciones/')
  const extensas: string[] = []
  const linea = (pos: number): number => arbol.getLineAndCharacterOfPosition(pos).line + 1
  const visitar = (nodo: ts.Node): void => {
    ts.forEachChild(nodo, visitar)
    if (!ts.isFunctionLike(nodo) || !('body' in nodo) || !nodo.body) return
    const nombre = nombreDe(nodo, arbol)
    const desde = linea(nodo.getStart(arbol))
    const lineas = linea(nodo.end) - desde + 1
    if (lineas <= maximo || (migracion && /^(up|down)$/.test(nombre))) return
    extensas.push(`${fuente.ruta}:${desde} ${nombre} (${lineas} líneas)`)
  }
  visitar(arbol)
  return extensas
}

/** El nombre de una función: el suyo o el de la constante, el campo o la propiedad que la guarda. */
const nombreDe = (funcion: ts.SignatureDeclaration, arbol: ts.SourceFile): string => {
  if (funcion.name) return funcion.name.getText(arbol)
  const { parent: padre } = funcion
  const guarda =
    ts.isVariableDeclaration(padre) || ts.isPropertyAssignment(padre) || ts.isPropertyDeclaration(padre)
  return guarda ? padre.name.getText(arbol) : 'sin nombre'
}

/** Líneas de código (sin comentarios) que cumplen `patron`: `ruta:línea`. */
export const lineasCon = (fuente: Fuente, patron: RegExp): readonly string[] =>
  fuente.texto
    .split('\n')
    .flatMap((texto, i) =>
      patron.test(texto.replace(/^\s*(\/\/|\/?\*).*/, '')) ? [`${fuente.ruta}:${i + 1}`] : [],
    )
