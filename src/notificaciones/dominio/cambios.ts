import type { Terminos } from './terminos.ts'

/** Un término que cambió: valores crudos; la plantilla los escribe en el idioma de cada quien. */
export type Cambio = Readonly<{
  campo:
    | 'propiedad'
    | 'compania'
    | 'inquilino'
    | 'codeudores'
    | 'fecha_inicio'
    | 'fecha_fin'
    | 'canon'
    | 'periodicidad'
    | 'incremento'
    | 'clausulas'
  antes: string
  despues: string
}>

const resumen = (t: Terminos): Record<Cambio['campo'], string> => ({
  propiedad: t.idPropiedad,
  compania: t.idCompania,
  inquilino: t.idInquilino,
  codeudores: t.codeudores.join(' '),
  fecha_inicio: t.fechaInicio,
  fecha_fin: t.fechaFin,
  canon: `${t.monto} ${t.moneda}`,
  periodicidad: t.periodicidad,
  incremento: t.incremento,
  clausulas: JSON.stringify(t.clausulas),
})

/** Qué cambió entre dos versiones de los términos, en el orden en que se leen. */
export const cambiosEntre = (antes: Terminos, despues: Terminos): readonly Cambio[] => {
  const a = resumen(antes)
  const b = resumen(despues)
  const campos = Object.keys(a) as Cambio['campo'][]
  return campos
    .filter((c) => a[c] !== b[c])
    .map((campo) =>
      campo === 'clausulas'
        ? { campo, antes: String(antes.clausulas.length), despues: String(despues.clausulas.length) }
        : { campo, antes: a[campo], despues: b[campo] },
    )
}
