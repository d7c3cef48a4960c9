import type { Zona } from '#seedwork/dominio/fecha.ts'
import { errorEn } from './errores.ts'

/**
 * Un aeropuerto del catálogo. Una reserva guarda los suyos: los códigos se reasignan con los años.
 * `codigoCiudad` es el mismo en los aeropuertos de una misma ciudad (GRU y CGH son SAO).
 */
export type Aeropuerto = Readonly<{
  codigo: string
  nombre: string
  ciudad: string
  codigoCiudad: string
  /** ISO 3166-1, dos letras. */
  pais: string
  zona: Zona
}>

/** El catálogo, con su versión. Puerto: el dominio no sabe de dónde sale. */
export type Catalogo = Readonly<{
  version: string
  buscar(codigo: string): Aeropuerto | null
  /** Los aeropuertos de una ciudad por su código; vacía si no es de ninguna. */
  deCiudad(codigo: string): readonly Aeropuerto[]
  /** El que tiene ese código OACI. */
  porOaci(codigo: string): Aeropuerto | null
  /** Lo que se parece a eso, lo más probable primero. A lo sumo tres. */
  sugerir(texto: string): readonly Aeropuerto[]
}>

const IATA = /^[A-Z]{3}$/
const OACI = /^[A-Z]{4}$/

const nombrar = (aeropuertos: readonly Aeropuerto[]): string =>
  aeropuertos.map((a) => `${a.codigo} (${a.ciudad})`).join(', ')

const sugerencia = (parecidos: readonly Aeropuerto[]): string =>
  parecidos.length === 0 ? '' : `; ¿quiso decir ${nombrar(parecidos)}?`

const explicar = (catalogo: Catalogo, codigo: string): readonly [string, readonly Aeropuerto[]] => {
  const deOaci = OACI.test(codigo) ? catalogo.porOaci(codigo) : null
  if (deOaci) return [`${codigo} es un código OACI; se espera el IATA: ${nombrar([deOaci])}`, [deOaci]]
  const suyos = catalogo.deCiudad(codigo)
  if (suyos.length > 0) return [`${codigo} es una ciudad; elija su aeropuerto: ${nombrar(suyos)}`, suyos]
  const parecidos = catalogo.sugerir(codigo)
  if (!IATA.test(codigo))
    return [`se esperan las tres letras del código IATA${sugerencia(parecidos)}`, parecidos]
  return [`${codigo} no está en el catálogo${sugerencia(parecidos)}`, parecidos]
}

/**
 * El aeropuerto de un código IATA (R2, R3): se recorta y se pasa a mayúsculas. Falla con
 * `AeropuertoDesconocido`, que sugiere el que quizá se quiso; también si es una ciudad o un código OACI.
 */
export const aeropuerto = (catalogo: Catalogo, escrito: string, puntero: string): Aeropuerto => {
  const codigo = escrito.trim().toUpperCase().slice(0, 60)
  const hallado = IATA.test(codigo) ? catalogo.buscar(codigo) : null
  if (hallado) return hallado
  const [detalle, sugeridos] = explicar(catalogo, codigo)
  throw errorEn('AeropuertoDesconocido', puntero, detalle, {
    codigo,
    sugerencias: sugeridos.map((a) => a.codigo).join(' '),
  })
}

/** ¿Son de la misma ciudad? Dos aeropuertos de una ciudad valen lo mismo para conectar y clasificar. */
export const mismaCiudad = (a: Aeropuerto, b: Aeropuerto): boolean =>
  a.codigo === b.codigo || (a.codigoCiudad === b.codigoCiudad && a.pais === b.pais)
