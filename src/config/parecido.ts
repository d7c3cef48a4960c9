import { AJENAS, CLAVES, type Clave, type NombreClave } from './claves.ts'

const NOMBRES = Object.keys(CLAVES) as NombreClave[]
const esSecreta = (nombre: NombreClave): boolean => (CLAVES[nombre] as Clave).secreta === true
const CONOCIDAS: ReadonlySet<string> = new Set([
  ...NOMBRES,
  ...NOMBRES.filter(esSecreta).map((nombre) => `${nombre}_FILE`),
  ...AJENAS,
])

/** Comienzos que sólo usamos nosotros: una variable así que no conocemos es una errata segura. */
const NUESTRAS = /^(ALPES|PUERTO|CORREO|BASE_DATOS|ANFITRI|NOTIFICACIONES|COLECTOR|TRAZAS)(_|O|$)/

/** Distancia de edición que cuenta el trueque de dos letras vecinas como un solo cambio. */
const distancia = (a: string, b: string): number => {
  const filas = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array<number>(b.length).fill(0)])
  const en = (i: number, j: number): number => filas[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let j = 0; j <= b.length; j++) filas[0]![j] = j
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cambio = a[i - 1] === b[j - 1] ? 0 : 1
      const trueque =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? en(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      filas[i]![j] = Math.min(en(i - 1, j) + 1, en(i, j - 1) + 1, en(i - 1, j - 1) + cambio, trueque)
    }
  }
  return en(a.length, b.length)
}

const masCercana = (nombre: string): { cercana: string; lejos: number } =>
  [...CONOCIDAS]
    .map((cercana) => ({ cercana, lejos: distancia(nombre, cercana) }))
    .reduce((mejor, otra) => (otra.lejos < mejor.lejos ? otra : mejor))

/**
 * Las variables que parecen nuestras y no existen, cada una con la más parecida. Las de nombre ajeno sólo
 * cuentan a una letra de distancia y si tienen `_`: el entorno trae muchas que no son nuestras.
 */
export const desconocidas = (entorno: NodeJS.ProcessEnv): string[] =>
  Object.keys(entorno)
    .filter((nombre) => !CONOCIDAS.has(nombre))
    .flatMap((nombre) => {
      const { cercana, lejos } = masCercana(nombre)
      const propia = NUESTRAS.test(nombre)
      if (!propia && !(lejos === 1 && nombre.includes('_'))) return []
      const pista = lejos <= 3 ? `; ¿quiso decir ${cercana}?` : ''
      return [`${nombre}: no existe esa variable${pista}`]
    })
