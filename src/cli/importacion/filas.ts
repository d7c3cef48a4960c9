import { CsvError, parse } from 'csv-parse/sync'

/** Columnas de `red.md` §6, en su orden. */
export const COLUMNAS = [
  'numero',
  'propiedad_codigo',
  'propiedad_nombre',
  'propiedad_tipo',
  'ciudad',
  'zona',
  'area_m2',
  'compania_documento',
  'compania_nombre',
  'inquilino_documento',
  'inquilino_nombre',
  'inquilino_correo',
  'fecha_inicio',
  'fecha_fin',
  'monto',
  'moneda',
  'incremento',
  'estado',
] as const

export type Columna = (typeof COLUMNAS)[number]
/** Un contrato por importar, con la línea del archivo de donde salió. */
export type Fila = Readonly<Record<Columna, string>> & Readonly<{ linea: number }>
/** Una falta del archivo; `columna` vacía si es de toda la línea. */
export type FaltaCsv = Readonly<{ linea: number; columna: string; detalle: string }>

const ESTADOS = ['Pendiente', 'Firmado', 'Procesado']
const OPCIONALES: readonly Columna[] = ['inquilino_correo', 'incremento']
const DOCUMENTO = /^(CC|CE|PASAPORTE|NIT|OTRO)\s+\S/
const INCREMENTO = /^(|ninguno|ipc|ipc\+\d+|fijo:\d+)$/

type Registro = { record: Record<string, string>; info: { lines: number } }

/** Lee el CSV (UTF-8, BOM, `;` o `,`). Las líneas con faltas no salen en `filas`: salen en `faltas`. */
export const leerFilas = (contenido: Buffer): { filas: Fila[]; faltas: FaltaCsv[] } => {
  const cabecera =
    new TextDecoder('utf-8', { fatal: false }).decode(contenido.subarray(0, 4_096)).split(/\r?\n/)[0] ?? ''
  try {
    const registros = parse(contenido, {
      bom: true,
      delimiter: cabecera.includes(';') ? ';' : ',',
      columns: exigirColumnas,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Registro[]
    const filas = registros.map(({ record, info }) => ({
      ...(record as Record<Columna, string>),
      linea: info.lines,
    }))
    const faltas = [...filas.flatMap(faltasDe), ...repetidas(filas)]
    const malas = new Set(faltas.map((f) => f.linea))
    return { filas: filas.filter((f) => !malas.has(f.linea)), faltas }
  } catch (error) {
    return { filas: [], faltas: [aFalta(error)] }
  }
}

const aFalta = (error: unknown): FaltaCsv => {
  if (error instanceof CsvError)
    return { linea: Number(error.lines ?? 1), columna: String(error.column ?? ''), detalle: error.message }
  if (error instanceof CabeceraInvalida) return { linea: 1, columna: '', detalle: error.message }
  throw error
}

class CabeceraInvalida extends Error {}

const exigirColumnas = (cabecera: string[]): string[] => {
  const nombres = cabecera.map((c) => c.trim())
  const faltan = COLUMNAS.filter((c) => !nombres.includes(c))
  const sobran = nombres.filter((c) => !COLUMNAS.includes(c as Columna))
  if (faltan.length + sobran.length === 0) return nombres
  const partes = [
    faltan.length > 0 && `faltan ${faltan.join(', ')}`,
    sobran.length > 0 && `no se conocen ${sobran.join(', ')}`,
  ]
  throw new CabeceraInvalida(`la cabecera no sirve: ${partes.filter(Boolean).join('; ')}`)
}

const faltasDe = (fila: Fila): FaltaCsv[] => {
  const falta = (columna: Columna, detalle: string): FaltaCsv => ({ linea: fila.linea, columna, detalle })
  const vacias = COLUMNAS.filter((c) => fila[c] === '' && !OPCIONALES.includes(c)).map((c) =>
    falta(c, 'está vacía'),
  )
  const reglas: [Columna, boolean, string][] = [
    ['propiedad_codigo', /^\d+$/.test(fila.propiedad_codigo), 'se espera un número entero'],
    [
      'compania_documento',
      DOCUMENTO.test(fila.compania_documento),
      'se espera tipo y número, p. ej. «NIT 900123456-8»',
    ],
    [
      'inquilino_documento',
      DOCUMENTO.test(fila.inquilino_documento),
      'se espera tipo y número, p. ej. «CC 1000000001»',
    ],
    [
      'incremento',
      INCREMENTO.test(fila.incremento),
      'se espera ninguno, ipc, ipc+<puntos básicos> o fijo:<puntos básicos>',
    ],
    ['estado', ESTADOS.includes(fila.estado), `se espera ${ESTADOS.join(', ')}`],
  ]
  return [
    ...vacias,
    ...reglas
      .filter(([c, bien]) => fila[c] !== '' && !bien)
      .map(([c, , d]) => falta(c, `${d}, no «${fila[c]}»`)),
  ]
}

const repetidas = (filas: readonly Fila[]): FaltaCsv[] => {
  const primera = new Map<string, number>()
  return filas.flatMap(({ numero, linea }) => {
    const antes = primera.get(numero)
    if (antes === undefined) primera.set(numero, linea)
    return antes === undefined
      ? []
      : [{ linea, columna: 'numero', detalle: `«${numero}» ya está en la línea ${antes}` }]
  })
}
