import { isUtf8 } from 'node:buffer'
import { bajar, ErrorEsquema } from './errores.ts'
import type { EsquemaAvro } from './tipos.ts'

/** Recorre un valor desde `pos` y devuelve dónde termina; lanza `ErrorEsquema` si no es de su esquema. */
export type Recorrido = (bytes: Buffer, pos: number) => number

type Paso = Readonly<{ recorrer: Recorrido; minimo: number }>

const corrupto = (motivo: string, ruta: string): ErrorEsquema =>
  new ErrorEsquema('ContenidoCorrupto', motivo, ruta)

/** El último entero leído por `crearEntero`: así no se reserva un objeto por cada uno. */
let leido = 0

/** Lee un entero en `leido` y devuelve dónde termina. */
const crearEntero =
  (ruta: string): Recorrido =>
  (bytes, pos) => {
    let valor = 0
    let peso = 1
    for (let i = pos; i < pos + 10; i++) {
      const byte = bytes[i]
      if (byte === undefined) throw corrupto('los bytes se acaban a mitad de un entero', ruta)
      valor += (byte & 0x7f) * peso
      peso *= 128
      if (byte < 0x80) {
        if (i === pos + 9 && byte > 1) break
        leido = valor % 2 === 0 ? valor / 2 : -(valor + 1) / 2
        return i + 1
      }
    }
    throw corrupto('entero de más de 64 bits', ruta)
  }

const fijo = (largo: number, ruta: string): Paso => ({
  minimo: largo,
  recorrer(bytes, pos) {
    if (pos + largo > bytes.length) throw corrupto('faltan bytes', ruta)
    return pos + largo
  },
})

const conLargo = (ruta: string, esTexto: boolean): Paso => {
  const entero = crearEntero(ruta)
  const recorrer: Recorrido = (bytes, pos) => {
    const desde = entero(bytes, pos)
    const hasta = desde + leido
    if (leido < 0 || hasta > bytes.length) throw corrupto('largo imposible', ruta)
    if (esTexto && !isUtf8(bytes.subarray(desde, hasta))) throw corrupto('texto que no es UTF-8', ruta)
    return hasta
  }
  return { minimo: 1, recorrer }
}

const PRIMITIVOS: Record<string, (ruta: string) => Paso> = {
  null: () => ({ minimo: 0, recorrer: (_, pos) => pos }),
  boolean: (ruta) => ({
    minimo: 1,
    recorrer(bytes, pos) {
      if (bytes[pos] !== 0 && bytes[pos] !== 1) throw corrupto('no es un booleano', ruta)
      return pos + 1
    },
  }),
  int: (ruta) => {
    const entero = crearEntero(ruta)
    const recorrer: Recorrido = (bytes, pos) => {
      const fin = entero(bytes, pos)
      if (leido !== (leido | 0)) throw corrupto('entero de más de 32 bits', ruta)
      return fin
    }
    return { minimo: 1, recorrer }
  },
  long: (ruta) => ({ minimo: 1, recorrer: crearEntero(ruta) }),
  float: (ruta) => fijo(4, ruta),
  double: (ruta) => fijo(8, ruta),
  bytes: (ruta) => conLargo(ruta, false),
  string: (ruta) => conLargo(ruta, true),
}

/** Ramas de una unión o símbolos de un enum: un índice y, en la unión, el valor de su rama. */
const escoger = (ramas: readonly Paso[], ruta: string): Paso => {
  const entero = crearEntero(ruta)
  const recorrer: Recorrido = (bytes, pos) => {
    const fin = entero(bytes, pos)
    const rama = ramas[leido]
    if (!rama) throw corrupto('índice fuera de rango', ruta)
    return rama.recorrer(bytes, fin)
  }
  return { minimo: 1 + Math.min(...ramas.map((r) => r.minimo)), recorrer }
}

/**
 * Bloques de un arreglo o un mapa. La cuenta se compara con los bytes que quedan antes de empezar:
 * un lector ingenuo reservaría memoria por miles de millones de elementos que no están.
 */
const bloques = (elemento: Paso, ruta: string): Paso => {
  const entero = crearEntero(ruta)
  const recorrer: Recorrido = (bytes, pos) => {
    let p = pos
    for (;;) {
      p = entero(bytes, p)
      let cuenta = leido
      if (cuenta === 0) return p
      let fin = -1
      if (cuenta < 0) {
        cuenta = -cuenta
        p = entero(bytes, p)
        fin = p + leido
      }
      if (cuenta * elemento.minimo > bytes.length - p) throw corrupto('cuenta imposible', ruta)
      for (let i = 0; i < cuenta; i++) p = elemento.recorrer(bytes, p)
      if (fin >= 0 && p !== fin) throw corrupto('bloque de otro tamaño', ruta)
    }
  }
  return { minimo: 1, recorrer }
}

const enSerie = (pasos: readonly Paso[]): Paso => ({
  minimo: pasos.reduce((suma, p) => suma + p.minimo, 0),
  recorrer(bytes, pos) {
    let p = pos
    for (const paso of pasos) p = paso.recorrer(bytes, p)
    return p
  },
})

const compilar = (e: EsquemaAvro, ruta: string): Paso => {
  if (typeof e === 'string') return PRIMITIVOS[e]!(ruta)
  if (Array.isArray(e))
    return escoger(
      e.map((rama) => compilar(rama, ruta)),
      ruta,
    )
  const t = e as Exclude<EsquemaAvro, string | readonly EsquemaAvro[]>
  if (t.type === 'enum')
    return escoger(
      t.symbols.map(() => PRIMITIVOS.null!(ruta)),
      ruta,
    )
  if (t.type === 'record') return enSerie(t.fields.map((c) => compilar(c.type, bajar(ruta, c.name))))
  const mapa = t.type === 'map'
  const valor = compilar(mapa ? t.values : t.items, bajar(ruta, '-'))
  const elemento = mapa ? enSerie([conLargo(ruta, true), valor]) : valor
  if (elemento.minimo === 0) throw new Error('un arreglo de elementos sin bytes no tiene cota')
  return bloques(elemento, ruta)
}

/**
 * Compila el recorrido que comprueba unos bytes antes de leerlos. Hace falta porque avsc confía en
 * ellos: una cuenta o un largo hostil lo deja en un bucle de miles de millones de vueltas.
 */
export const compilarRecorrido = (esquema: EsquemaAvro): Recorrido => compilar(esquema, '').recorrer
