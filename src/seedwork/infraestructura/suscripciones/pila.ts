/** Causas que se siguen, líneas de cada una, y caracteres que se miran y que se guardan. */
const LIMITES = { causas: 4, lineas: 12, mirados: 24_000, caracteres: 6_000 } as const

const TACHADO = '«tachado»'

/** Lo que un texto de error arrastra y no ha de guardarse: con quién se conectaba, credenciales, correos. */
const TACHAR: readonly (readonly [RegExp, string])[] = [
  [/:\/\/[^\s/@]{0,200}@/g, `://${TACHADO}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${TACHADO}`],
  [/\bpk_[0-9a-f]+_[\w-]+/g, TACHADO],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, TACHADO],
  [/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, TACHADO],
]

/** De una ruta de esta máquina, lo que sirve para hallar la línea en el repositorio. */
const RUTA = /(?:file:\/\/)?\/[^\s():]{0,300}?\/(src|node_modules|pruebas)\//g

const limpiar = (texto: string): string =>
  TACHAR.reduce((t, [que, por]) => t.replaceAll(que, por), texto)
    .replaceAll(RUTA, '$1/')
    .replaceAll('\0', '')

const causas = function* (error: unknown): Generator<Error> {
  let causa = error
  for (let i = 0; i < LIMITES.causas && causa instanceof Error; i++) {
    yield causa
    causa = causa.cause
  }
}

/**
 * La pila de un error y las de sus causas, tachada: sin rutas de la máquina, credenciales ni correos. `null` si
 * no trae ninguna.
 */
export const pilaDe = (error: unknown): string | null => {
  const pilas = [...causas(error)].map((e, i) => {
    const lineas = (e.stack ?? `${e.name}: ${e.message}`).split('\n').slice(0, LIMITES.lineas)
    return `${i === 0 ? '' : 'por: '}${lineas.join('\n')}`
  })
  return pilas.length > 0
    ? limpiar(pilas.join('\n').slice(0, LIMITES.mirados)).slice(0, LIMITES.caracteres)
    : null
}
