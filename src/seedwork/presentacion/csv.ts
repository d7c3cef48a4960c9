import { Readable } from 'node:stream'

/** Un valor de una celda. */
export type Celda = string | number | null

/** Una celda que una hoja de cálculo ejecutaría como fórmula (ASVS 1.2.10). */
const FORMULA = /^[=+\-@\t\r\0]/

const escribir = (celda: Celda, separador: string): string => {
  if (celda === null) return ''
  if (typeof celda === 'number') return String(celda)
  const texto = FORMULA.test(celda) ? `'${celda}` : celda
  return /["\r\n]/.test(texto) || texto.includes(separador) ? `"${texto.replaceAll('"', '""')}"` : texto
}

/** Una fila con su fin de línea (RFC 4180). */
export const filaCsv = (celdas: readonly Celda[], separador = ';'): string =>
  `${celdas.map((c) => escribir(c, separador)).join(separador)}\r\n`

/** Lo que separa las celdas: `;` es lo que abre bien una hoja de cálculo en español. */
export const SEPARADORES = [';', ','] as const
export type Separador = (typeof SEPARADORES)[number]

/**
 * Un CSV en flujo: UTF-8 con BOM, `;` si no se dice otra cosa y fin de línea CRLF. Las filas llegan por
 * trozos y salen igual, sin juntarlas en memoria ni sostener una transacción mientras alguien descarga.
 */
export const flujoCsv = <T>(
  columnas: Readonly<Record<string, (elemento: T) => Celda>>,
  trozos: AsyncIterable<readonly T[]>,
  separador: Separador = ';',
): Readable => {
  const lectores = Object.values(columnas)
  const escribirTodo = async function* (): AsyncGenerator<string> {
    yield `\ufeff${filaCsv(Object.keys(columnas), separador)}`
    for await (const trozo of trozos)
      yield trozo
        .map((elemento) =>
          filaCsv(
            lectores.map((leer) => leer(elemento)),
            separador,
          ),
        )
        .join('')
  }
  return Readable.from(escribirTodo(), { objectMode: false })
}
