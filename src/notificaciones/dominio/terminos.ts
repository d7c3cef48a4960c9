/** Términos de un contrato, tal como los publica su evento. Fechas civiles `AAAA-MM-DD`; `monto` decimal exacto. */
export type Terminos = Readonly<{
  idPropiedad: string
  idCompania: string
  idInquilino: string
  codeudores: readonly string[]
  fechaInicio: string
  fechaFin: string
  monto: string
  moneda: string
  periodicidad: string
  /** Regla de incremento en una línea estable, p. ej. `fijo 300` (puntos básicos). Sólo para comparar. */
  incremento: string
  /** Títulos y textos de las cláusulas, para saber si cambiaron. */
  clausulas: readonly Readonly<{ titulo: string; texto: string }>[]
}>

/** El papel de una parte en el contrato. */
export type Papel = 'compania' | 'inquilino' | 'codeudor'

/** Una parte cuya firma es obligatoria. */
export type Parte = Readonly<{ id: string; papel: Papel }>

/** Las partes que firman, sin repetir: compañía, inquilino y codeudores, en ese orden. */
export const partesDe = (t: Terminos): readonly Parte[] => {
  const todas: Parte[] = [
    { id: t.idCompania, papel: 'compania' },
    { id: t.idInquilino, papel: 'inquilino' },
    ...t.codeudores.map((id): Parte => ({ id, papel: 'codeudor' })),
  ]
  // Un contrato de la plataforma anterior puede no decir sus partes.
  return todas.filter((p, i) => p.id !== '' && todas.findIndex((o) => o.id === p.id) === i)
}
