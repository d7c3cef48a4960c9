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
