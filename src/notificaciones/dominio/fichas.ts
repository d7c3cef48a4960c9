/** Idiomas en que se escriben los avisos. */
export type Idioma = 'es' | 'en'

/** Lo que este servicio recuerda de un cliente: lo justo para escribirle. */
export type FichaCliente = Readonly<{ id: string; nombre: string; correo: string | null; idioma: Idioma }>

/** Lo que recuerda de un inmueble. `zona` es IANA. */
export type FichaInmueble = Readonly<{ id: string; nombre: string; ciudad: string; zona: string }>

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

/** Lo que recuerda de un contrato. `firmaron`: partes con firma que vale para `revision`. */
export type FichaContrato = Readonly<{
  id: string
  numero: string | null
  version: number
  revision: number
  hash: string
  terminos: Terminos
  firmaron: readonly string[]
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
  return todas.filter((p, i) => todas.findIndex((o) => o.id === p.id) === i)
}

/** Las partes que aún no firman. */
export const partesQueFaltan = (c: FichaContrato): readonly Parte[] =>
  partesDe(c.terminos).filter((p) => !c.firmaron.includes(p.id))
