import { COLUMNAS, type Columna, type FaltaCsv, type Fila } from './columnas.ts'

const ESTADOS = ['Pendiente', 'Firmado', 'Procesado']
const OPCIONALES: readonly Columna[] = ['inquilino_correo', 'incremento']
const DOCUMENTO = /^(CC|CE|PASAPORTE|NIT|OTRO)\s+\S/
const INCREMENTO = /^(|ninguno|ipc|ipc\+\d+|fijo:\d+)$/

type Regla = Readonly<{ cumple: (valor: string) => boolean; espera: string }>

const REGLAS: Readonly<Partial<Record<Columna, Regla>>> = {
  propiedad_codigo: { cumple: (v) => /^\d+$/.test(v), espera: 'un número entero' },
  compania_documento: {
    cumple: (v) => DOCUMENTO.test(v),
    espera: 'tipo y número, p. ej. «NIT 900123456-8»',
  },
  inquilino_documento: {
    cumple: (v) => DOCUMENTO.test(v),
    espera: 'tipo y número, p. ej. «CC 1000000001»',
  },
  incremento: {
    cumple: (v) => INCREMENTO.test(v),
    espera: 'ninguno, ipc, ipc+<puntos básicos> o fijo:<puntos básicos>',
  },
  estado: { cumple: (v) => ESTADOS.includes(v), espera: ESTADOS.join(', ') },
}

const faltaDe = (fila: Fila, columna: Columna): FaltaCsv[] => {
  const valor = fila[columna]
  if (valor === '')
    return OPCIONALES.includes(columna) ? [] : [{ linea: fila.linea, columna, detalle: 'está vacía' }]
  const regla = REGLAS[columna]
  if (regla === undefined || regla.cumple(valor)) return []
  return [{ linea: fila.linea, columna, detalle: `se espera ${regla.espera}, no «${valor}»` }]
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

/** Lo que debe decir lo mismo en todas las líneas que nombran lo mismo. */
const MISMOS: readonly Readonly<{ llave: Columna; datos: readonly Columna[] }>[] = [
  {
    llave: 'propiedad_codigo',
    datos: ['propiedad_nombre', 'propiedad_tipo', 'ciudad', 'zona', 'area_m2'],
  },
  { llave: 'compania_documento', datos: ['compania_nombre'] },
  { llave: 'inquilino_documento', datos: ['inquilino_nombre', 'inquilino_correo'] },
]

/** Dos líneas que dan datos distintos de la misma propiedad o persona: sólo una puede tener razón. */
const discrepantes = (filas: readonly Fila[]): FaltaCsv[] =>
  MISMOS.flatMap(({ llave, datos }) => {
    const primera = new Map<string, Fila>()
    return filas.flatMap((fila) => {
      const antes = primera.get(fila[llave])
      if (antes === undefined) primera.set(fila[llave], fila)
      if (antes === undefined) return []
      return datos
        .filter((columna) => antes[columna] !== fila[columna])
        .map((columna) => ({
          linea: fila.linea,
          columna,
          detalle: `dice «${fila[columna]}», y la línea ${antes.linea} dice «${antes[columna]}» de ${fila[llave]}`,
        }))
    })
  })

/** Las faltas de unas filas que se ven sin preguntar a nadie. */
export const revisar = (filas: readonly Fila[]): FaltaCsv[] => [
  ...filas.flatMap((fila) => COLUMNAS.flatMap((columna) => faltaDe(fila, columna))),
  ...repetidas(filas),
  ...discrepantes(filas),
]
