import ts from 'typescript'
import type { Fuente } from './fuentes.ts'

const SENTENCIA =
  /^\s*(with|select|insert|update|delete|create|alter|drop|truncate|listen|set|grant|begin|order by|where|values)\b/i

const crudoDe = (nodo: ts.Node): readonly ts.Expression[] => {
  if (ts.isTemplateExpression(nodo) && !ts.isTaggedTemplateExpression(nodo.parent))
    return SENTENCIA.test(nodo.head.text) ? nodo.templateSpans.map((s) => s.expression) : []
  const crudo = ts.isCallExpression(nodo) && nodo.expression.getText() === 'sql.raw'
  return crudo ? nodo.arguments : []
}

/**
 * Lo que un archivo mete en un texto SQL sin ser un parámetro: lo interpolado en una sentencia escrita a mano y
 * lo que pasa por `sql.raw`. Las constantes (en mayúsculas) y los literales, que escribe el propio código, no cuentan.
 */
export const interpolado = ({ ruta, texto }: Fuente): readonly string[] => {
  const arbol = ts.createSourceFile(ruta, texto, ts.ScriptTarget.Latest, true)
  const halladas: string[] = []
  const visitar = (nodo: ts.Node): void => {
    for (const expresion of crudoDe(nodo)) {
      const escrita = expresion.getText(arbol).replaceAll(/\s+/g, ' ')
      if (!/^[A-Z][A-Z_]*$/.test(escrita) && !ts.isStringLiteral(expresion)) halladas.push(escrita)
    }
    ts.forEachChild(nodo, visitar)
  }
  visitar(arbol)
  return [...new Set(halladas)]
}
