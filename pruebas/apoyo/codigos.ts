import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { leerFuentes } from '../arquitectura/fuentes.ts'

const RAIZ = join(import.meta.dirname, '../..')

/** Un código que se escribe suelto: `new ErrorDominio('X'`, `errorContrato('X'`, `codigo: 'X'`. */
const SUELTO = /(?:ErrorDominio|\berror[A-Z]\w*)\(\s*'([A-Z][A-Za-z]+)'|\bcodigo: '([A-Z][A-Za-z]+)'/g

/** La unión de códigos del WebSocket, que es sólo un tipo. */
const UNION = /export type CodigoWs =((?:\s*\| '[A-Za-z]+')+)/

type Codigos = Readonly<{
  /** Todos los códigos que hay en el código, con el archivo donde se ven. */
  todos: ReadonlyMap<string, string>
  /** Los de las listas `CODIGOS_*`, con el suyo. */
  declarados: ReadonlyMap<string, string>
}>

/** Recoge los códigos de error de todo `src`. */
export const leerCodigos = async (): Promise<Codigos> => {
  const todos = new Map<string, string>()
  const declarados = new Map<string, string>()
  const fuentes = (await leerFuentes()).filter(
    (f) => f.ruta.startsWith('src/') && !f.ruta.endsWith('.test.ts') && !f.ruta.startsWith('src/ui/pagina/'),
  )
  for (const { ruta, texto } of fuentes) {
    for (const m of texto.matchAll(SUELTO)) todos.set(m[1] ?? m[2] ?? '', ruta)
    for (const m of (UNION.exec(texto)?.[1] ?? '').matchAll(/[A-Za-z]+/g)) todos.set(m[0], ruta)
    if (!/export const CODIGOS_[A-Z]+ = /.test(texto)) continue
    for (const [nombre, lista] of Object.entries(await import(pathToFileURL(join(RAIZ, ruta)).href)))
      if (nombre.startsWith('CODIGOS_'))
        for (const codigo of lista as readonly string[]) {
          todos.set(codigo, ruta)
          declarados.set(codigo, ruta)
        }
  }
  return { todos, declarados }
}

/** Código → estado HTTP (u otro transporte) según `docs/errores.md`. Un código repetido lanza. */
export const leerCatalogo = (): ReadonlyMap<string, string> => {
  const texto = readFileSync(join(RAIZ, 'docs/errores.md'), 'utf8')
  const filas = [...texto.matchAll(/^\| `([A-Z][A-Za-z]+)` \| ([^|]+) \| [^|]+\S \|$/gm)]
  const catalogo = new Map(filas.map((f) => [f[1] ?? '', f[2] ?? '']))
  if (catalogo.size !== filas.length) throw new Error('docs/errores.md repite un código')
  return catalogo
}
