/** Una columna: su título y cómo sale de una fila. Los números van a la derecha. */
export type Columna<T> = Readonly<{ titulo: string; valor: (fila: T) => string | number | null | undefined }>

/** Texto en columnas alineadas, con títulos. */
export const enTabla = <T>(filas: readonly T[], columnas: readonly Columna<T>[]): string => {
  const celdas = filas.map((f) => columnas.map((c) => c.valor(f) ?? '–'))
  const anchos = columnas.map((c, i) => Math.max(c.titulo.length, ...celdas.map((f) => String(f[i]).length)))
  const renglon = (fila: readonly (string | number)[]): string =>
    fila
      .map((v, i) => (typeof v === 'number' ? String(v).padStart(anchos[i]!) : v.padEnd(anchos[i]!)))
      .join('  ')
      .trimEnd()
  return [renglon(columnas.map((c) => c.titulo)), ...celdas.map(renglon)].join('\n')
}
