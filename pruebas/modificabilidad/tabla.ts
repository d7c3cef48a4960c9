import { CAPAS, type Cuenta, type Medida, union } from './medida.ts'

/** Lo que queda de un experimento, en `resultado.json`. */
export type Resultado = Readonly<{ nombre: string; titulo: string; medida: Medida }>

const VISIBLES = CAPAS.filter((c) => c !== 'pruebas' && c !== 'documentos')
const NOMBRES: Readonly<Partial<Record<string, string>>> = { aplicacion: 'aplicación' }

const celda = ({ lineasNuevas, tocados, lineasTocadas }: Cuenta): string =>
  [
    ...(lineasNuevas > 0 ? [`+${lineasNuevas}`] : []),
    ...(tocados > 0 ? [`${lineasTocadas} en ${tocados}`] : []),
  ].join(' · ') || '0'

const fila = ({ titulo, medida }: Resultado): string =>
  `| ${[titulo, ...VISIBLES.map((c) => celda(medida[c])), String(union(medida))].join(' | ')} |`

/** La tabla del README: líneas en archivos nuevos (`+n`) y líneas tocadas en cuántos archivos que ya existían. */
export const tabla = (resultados: readonly Resultado[]): string =>
  [
    `| Cambio | ${VISIBLES.map((c) => NOMBRES[c] ?? c).join(' | ')} | líneas ajenas |`,
    `|---|${VISIBLES.map(() => '---').join('|')}|---|`,
    ...resultados.map(fila),
  ].join('\n')

const [INICIO, FIN] = ['<!-- modificabilidad -->', '<!-- /modificabilidad -->'] as const

/** Lo que hay entre las marcas de un documento; falla si no están. */
export const entreMarcas = (documento: string): string => {
  const [, resto] = documento.split(INICIO)
  const [dentro, sobra] = resto?.split(FIN) ?? []
  if (dentro === undefined || sobra === undefined) throw new Error(`faltan las marcas ${INICIO} … ${FIN}`)
  return dentro.trim()
}

/** El documento con la tabla puesta entre sus marcas. */
export const ponerTabla = (documento: string, texto: string): string => {
  entreMarcas(documento)
  const [antes] = documento.split(INICIO)
  const [, despues] = documento.split(FIN)
  return `${antes}${INICIO}\n${texto}\n${FIN}${despues}`
}
