import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const CARPETA = join(import.meta.dirname, '../../despliegue/observabilidad')

/** Una regla de alerta, con lo que dice el archivo. */
export type Regla = Readonly<{ alerta: string; expresion: string; gravedad: string; resumen: string }>

/** Un panel del tablero con sus consultas. */
export type Panel = Readonly<{ titulo: string; consultas: readonly string[] }>

const campo = (bloque: string, patron: RegExp): string => patron.exec(bloque)?.[1]?.trim() ?? ''

/** Las reglas de `alertas.yml`: del YAML, sólo la forma en que están escritas. */
export const leerReglas = (): Regla[] => {
  const texto = readFileSync(join(CARPETA, 'alertas.yml'), 'utf8')
  return texto
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((bloque) => ({
      alerta: campo(bloque, /^(\w+)$/m),
      expresion: campo(bloque, /^ {8}expr: (?:>-\n)?([\s\S]*?)\n {8}\w/m).replaceAll(/\s+/g, ' '),
      gravedad: campo(bloque, /^ {8}labels: \{ severity: (\w+) \}$/m),
      resumen: campo(bloque, /^ {10}summary: ["'](.+)["']$/m),
    }))
}

type PanelGrafana = Readonly<{ title: string; type: string; targets?: readonly Readonly<{ expr: string }>[] }>

/** Los paneles de `tablero.json` que enseñan algo. */
export const leerPaneles = (): Panel[] => {
  const tablero = JSON.parse(readFileSync(join(CARPETA, 'tablero.json'), 'utf8')) as {
    panels: readonly PanelGrafana[]
  }
  return tablero.panels
    .filter((p) => p.type !== 'row')
    .map((p) => ({ titulo: p.title, consultas: (p.targets ?? []).map((t) => t.expr) }))
}

/** Las métricas que nombra una expresión de PromQL: las nuestras y las de Node y el proceso. */
export const metricasDe = (expresion: string): string[] => [
  ...new Set(expresion.match(/\b(?:alpes|nodejs|process)_\w+\b/g) ?? []),
]

/** Etiquetas por las que una expresión agrupa o filtra. */
export const etiquetasDe = (expresion: string): string[] => {
  const grupos = [...expresion.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].flatMap((m) => m[1]!.split(','))
  const filtros = [...expresion.matchAll(/[{,](\w+)[=!]/g)].map((m) => m[1]!)
  return [...new Set([...grupos, ...filtros].map((e) => e.trim()))]
}

/** Las series de un `/metrics`: por nombre, las etiquetas con que salen (vacías si aún no hay muestras). */
export const leerSeries = (texto: string): Map<string, Set<string>> => {
  const series = new Map<string, Set<string>>()
  for (const [, nombre = '', tipo] of texto.matchAll(/^# TYPE (\w+) (\w+)$/gm))
    for (const sufijo of tipo === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
      series.set(nombre + sufijo, new Set())
  for (const [, nombre = '', etiquetas = ''] of texto.matchAll(/^(\w+)\{(.*)\} \S+$/gm))
    for (const [, etiqueta = ''] of etiquetas.matchAll(/(\w+)="/g)) series.get(nombre)?.add(etiqueta)
  return series
}
