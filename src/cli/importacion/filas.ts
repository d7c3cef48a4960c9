import { isUtf8 } from 'node:buffer'
import { type CsvError, parse } from 'csv-parse/sync'
import { COLUMNAS, type Columna, type FaltaCsv, type Fila } from './columnas.ts'
import { revisar } from './revision.ts'

/** Lo que se leyó de un archivo: las líneas buenas, y lo que está mal en las demás. */
export type Leido = { filas: Fila[]; faltas: FaltaCsv[] }

type Registro = { record: Record<Columna, string>; info: { lines: number } }

/** Lee el CSV (UTF-8, BOM, `;` o `,`). Las líneas con faltas no salen en `filas`: salen en `faltas`. */
export const leerFilas = (contenido: Buffer): Leido => {
  if (!isUtf8(contenido)) return { filas: [], faltas: [noEsUtf8(contenido)] }
  const ilegibles: FaltaCsv[] = []
  try {
    const todas = analizar(contenido, ilegibles).map(({ record, info }) => ({ ...record, linea: info.lines }))
    const { filas, rotas } = cortar(todas, ilegibles)
    const faltas = [...rotas, ...revisar(filas)]
    const malas = new Set(faltas.map((f) => f.linea))
    return { filas: filas.filter((f) => !malas.has(f.linea)), faltas }
  } catch (error) {
    if (!(error instanceof CabeceraInvalida)) throw error
    return { filas: [], faltas: [{ linea: 1, columna: '', detalle: error.message }] }
  }
}

/**
 * Con una comilla de más no se sabe dónde acaba nada: de ahí en adelante no se cree lo leído. La que no se
 * cierra sólo se nota al final: empezó detrás de lo último que se leyó bien.
 */
const cortar = (todas: readonly Fila[], ilegibles: readonly FaltaCsv[]) => {
  const comilla = ilegibles.find((f) => f.detalle === COMILLAS)
  if (comilla === undefined) return { filas: todas, rotas: ilegibles }
  const filas = todas.filter((f) => f.linea < comilla.linea)
  const antes = ilegibles.filter((f) => f.linea < comilla.linea && f.detalle !== COMILLAS)
  const linea = 1 + Math.max(1, ...[...filas, ...antes].map((f) => f.linea))
  return { filas, rotas: [...antes, { ...comilla, linea }] }
}

const analizar = (contenido: Buffer, ilegibles: FaltaCsv[]): Registro[] => {
  const cabecera = contenido.subarray(0, 4_096).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
  return parse(contenido, {
    bom: true,
    delimiter: cabecera.includes(';') ? ';' : ',',
    columns: exigirColumnas,
    info: true,
    skip_empty_lines: true,
    trim: true,
    // Una línea que no se entiende no detiene a las demás.
    skip_records_with_error: true,
    on_skip: (error) => {
      ilegibles.push(aFalta(error))
      return undefined
    },
  }) as unknown as Registro[]
}

const COMILLAS =
  'las comillas no cuadran (un texto con comillas va entero entre "…", y las de dentro, dobles): de aquí en adelante no se leyó'

const aFalta = (error: CsvError | undefined): FaltaCsv => {
  const { code = '', lines, record } = (error ?? {}) as { code?: string; lines?: number; record?: unknown }
  const largo = Array.isArray(record) ? record.length : 0
  const detalle = code.startsWith('CSV_RECORD_INCONSISTENT')
    ? `tiene ${largo} columnas; se esperan ${COLUMNAS.length}`
    : COMILLAS
  return { linea: Number(lines ?? 1), columna: '', detalle }
}

/** Lo que hace Excel si no se le dice otra cosa: la línea del primer carácter que se perdería. */
const noEsUtf8 = (contenido: Buffer): FaltaCsv => {
  let linea = 1
  for (let desde = 0; desde < contenido.length; linea++) {
    const fin = contenido.indexOf(0x0a, desde)
    const hasta = fin < 0 ? contenido.length : fin
    if (!isUtf8(contenido.subarray(desde, hasta))) break
    desde = hasta + 1
  }
  return { linea, columna: '', detalle: 'no está en UTF-8: guarde el archivo como «CSV UTF-8»' }
}

class CabeceraInvalida extends Error {}

const exigirColumnas = (cabecera: string[]): string[] => {
  const nombres = cabecera.map((c) => c.trim())
  const faltan = COLUMNAS.filter((c) => !nombres.includes(c))
  const sobran = nombres.filter((c, i) => !COLUMNAS.includes(c as Columna) || nombres.indexOf(c) !== i)
  if (faltan.length + sobran.length === 0) return nombres
  const partes = [
    faltan.length > 0 && `faltan ${faltan.join(', ')}`,
    sobran.length > 0 && `sobran ${sobran.join(', ')}`,
  ]
  throw new CabeceraInvalida(`la cabecera no sirve: ${partes.filter(Boolean).join('; ')}`)
}
