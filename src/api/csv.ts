import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { decimal, ESCALAS, type Moneda } from '#seedwork/dominio/dinero.ts'
import { type Celda, flujoCsv, SEPARADORES, type Separador } from '#seedwork/presentacion/csv.ts'
import { prefiereTipo } from '#seedwork/presentacion/encabezados.ts'

/** Ms para descargar un CSV entero. */
export const PLAZO_CSV = 300_000

/** Lo que la consulta de una lista que también se baja en CSV entiende además. */
export const OPCIONES_CSV = {
  separador: Type.Optional(
    Type.Enum([...SEPARADORES], { type: 'string', description: 'Del CSV; por omisión, `;`' }),
  ),
}

export const prefiereCsv = ({ headers }: FastifyRequest): boolean => prefiereTipo(headers, 'text/csv')

export type Columnas<T> = Readonly<Record<string, (elemento: T) => Celda>>

/** De una fila, lo que se suma: `null` si no lleva monto. */
type Sumable<T> = (elemento: T) => Readonly<{ monto: string; moneda: string }> | null

export type Csv<T> = Readonly<{
  archivo: string
  columnas: Columnas<T>
  trozos: AsyncIterable<readonly T[]>
  /** Añade al final una fila por moneda con lo que sumaron las filas que salieron; `columna` es la del monto. */
  totales?: Readonly<{ columna: string; de: Sumable<T> }> | undefined
  separador?: Separador | undefined
}>

const enMinimos = (monto: string): bigint => BigInt(monto.replace('.', ''))

const filaTotal = (
  nombres: readonly string[],
  { columna, moneda, suma }: Readonly<{ columna: string; moneda: string; suma: bigint }>,
): Celda[] =>
  nombres.map((nombre, i) => {
    if (nombre === columna) return decimal(suma, ESCALAS[moneda as Moneda])
    if (nombre === 'moneda') return moneda
    return i === 0 ? 'Total' : null
  })

async function* celdasDe<T>({ columnas, trozos, totales }: Csv<T>): AsyncGenerator<readonly Celda[][]> {
  const lectores = Object.values(columnas)
  const sumas = new Map<string, bigint>()
  for await (const trozo of trozos) {
    for (const elemento of totales ? trozo : []) {
      const sumando = totales?.de(elemento)
      if (sumando) sumas.set(sumando.moneda, (sumas.get(sumando.moneda) ?? 0n) + enMinimos(sumando.monto))
    }
    yield trozo.map((elemento) => lectores.map((leer) => leer(elemento)))
  }
  if (!totales) return
  const nombres = Object.keys(columnas)
  const enOrden = [...sumas].sort(([a], [b]) => (a < b ? -1 : 1))
  yield enOrden.map(([moneda, suma]) => filaTotal(nombres, { columna: totales.columna, moneda, suma }))
}

/** Contesta un CSV en flujo. Los totales son los de las filas que salieron, aunque algo cambie mientras baja. */
export const responderCsv = <T>(respuesta: FastifyReply, csv: Csv<T>): FastifyReply => {
  const nombres = Object.keys(csv.columnas)
  const porIndice: Columnas<readonly Celda[]> = Object.fromEntries(
    nombres.map((nombre, i) => [nombre, (celdas: readonly Celda[]) => celdas[i] ?? null]),
  )
  return respuesta
    .header('content-disposition', `attachment; filename="${csv.archivo}.csv"`)
    .type('text/csv; charset=utf-8; header=present')
    .send(flujoCsv(porIndice, celdasDe(csv), csv.separador))
}
