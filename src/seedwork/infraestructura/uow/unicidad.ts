import { ErrorDominio } from '../../dominio/errores.ts'
import { arregloSql, parametroArreglo } from './arreglos.ts'
import type { Canal } from './canal.ts'
import type { Corrido } from './corrida.ts'
import type { Mapa, Unico } from './mapa.ts'

/** Un cambio que pone otro valor en una columna única. */
type Toma = Readonly<{ corrido: Corrido; mapa: Mapa<never>; unico: Unico; id: string; valor: string }>

const tomasDe = (corrido: Corrido): Toma[] =>
  [...corrido.intento.cambios].flatMap(([llave, { mapa, id, antes, estado }]) => {
    const leido = corrido.intento.leidos.get(llave)
    if (antes === 0 || !leido || mapa.unicos.length === 0) return []
    const [vieja, nueva] = [mapa.aFila(leido.estado as never), mapa.aFila(estado as never)]
    return mapa.unicos
      .filter((u) => vieja[u.columna] !== nueva[u.columna])
      .map((unico) => ({ corrido, mapa, unico, id, valor: String(nueva[unico.columna]) }))
  })

/** ¿Pone esta orden otro valor en alguna columna única? */
export const cambiaUnicos = (corrido: Corrido): boolean => tomasDe(corrido).length > 0

const errorDe = ({ unico, valor }: Pick<Toma, 'unico' | 'valor'>): ErrorDominio =>
  new ErrorDominio(unico.codigo, unico.mensaje, { [unico.columna]: valor })

/**
 * Los cambios que quieren un valor único que ya tiene otro. Se miran antes de escribir, para que las
 * repeticiones de un cliente no rompan el lote de los demás; lo que aún así choque por una carrera sale
 * de `choqueDeUnico`.
 */
export const buscarRepetidos = async (
  canal: Canal,
  corridos: readonly Corrido[],
): Promise<Map<Corrido, Error>> => {
  const grupos = [...Map.groupBy(corridos.flatMap(tomasDe), (t) => `${t.mapa.tabla}:${t.unico.columna}`)]
  const sentencias = grupos.map(([nombre, tomas]) => {
    const { mapa, unico } = tomas[0]!
    const tipo = mapa.columnas[unico.columna]!
    return {
      name: `unico:${nombre}`,
      text: `select id, ${unico.columna}::text as valor from ${mapa.tabla} where ${unico.columna} = any(${arregloSql(tipo, 1)})`,
      values: [
        parametroArreglo(
          tipo,
          tomas.map((t) => t.valor),
        ),
      ],
    }
  })
  const respuestas = await canal.enviar(sentencias)
  const repetidos = new Map<Corrido, Error>()
  grupos.forEach(([, tomas], i) => {
    const duenos = new Map(respuestas[i]!.filas.map((f) => [f.valor as string, f.id as string]))
    for (const t of tomas) if ((duenos.get(t.valor) ?? t.id) !== t.id) repetidos.set(t.corrido, errorDe(t))
  })
  return repetidos
}

/** El error de dominio de un lote de una sola orden que rompió una restricción única al confirmar. */
export const choqueDeUnico = (error: unknown, corridos: readonly Corrido[]): Error | null => {
  const { code, constraint = '' } = error as { code?: string; constraint?: string }
  if (code !== '23505' || corridos.length !== 1) return null
  const toma = tomasDe(corridos[0]!).find((t) => constraint.startsWith(`${t.mapa.tabla}_${t.unico.columna}`))
  return toma ? errorDe(toma) : null
}
