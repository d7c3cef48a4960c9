import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Zona } from '#seedwork/dominio/fecha.ts'
import { sinTildes } from '#seedwork/dominio/texto.ts'
import type { BuscarAeropuertos } from '../../aplicacion/puertos.ts'
import type { Aeropuerto, Catalogo } from '../../dominio/aeropuertos.ts'

const ARCHIVO = path.join(import.meta.dirname, 'catalogo.tsv')
const SUGERENCIAS = 3

/** Lo que hace falta para buscar uno. `talla`: 0 grande, 1 mediano, 2 pequeño. */
type Ficha = Readonly<{
  aeropuerto: Aeropuerto
  oaci: string
  talla: number
  ciudadLlana: string
  palabras: readonly string[]
}>

const palabrasDe = (texto: string): string[] =>
  sinTildes(texto)
    .split(/[^a-z0-9]+/)
    .filter(Boolean)

const fichaDe = (linea: string): Ficha => {
  const [
    codigo = '',
    oaci = '',
    codigoCiudad = '',
    ciudad = '',
    pais = '',
    zona = '',
    talla = '',
    nombre = '',
  ] = linea.split('\t')
  return {
    aeropuerto: { codigo, nombre, ciudad, codigoCiudad, pais, zona: zona as Zona },
    oaci,
    talla: 'GMP'.indexOf(talla),
    ciudadLlana: palabrasDe(ciudad).join(' '),
    palabras: palabrasDe(`${ciudad} ${nombre}`),
  }
}

const leer = (): Readonly<{ version: string; fichas: readonly Ficha[] }> => {
  const lineas = readFileSync(ARCHIVO, 'utf8').split('\n').filter(Boolean)
  const version = /^# version: (\S+)$/.exec(lineas[0] ?? '')?.[1]
  if (!version) throw new Error(`${ARCHIVO} no dice su versión`)
  const datos = lineas.filter((l) => !l.startsWith('#')).slice(1)
  return { version, fichas: datos.map(fichaDe) }
}

const porTalla = (a: Ficha, b: Ficha): number =>
  a.talla - b.talla || (a.aeropuerto.codigo < b.aeropuerto.codigo ? -1 : 1)

/** ¿Sólo cambian de sitio dos letras vecinas? */
const trasponen = (a: string, b: string): boolean =>
  [0, 1].some((i) => a[i] === b[i + 1] && a[i + 1] === b[i] && a[2 - 2 * i] === b[2 - 2 * i])

/** Los códigos a una errata: dos letras vecinas al revés o una distinta, antes si es la última. */
const parecidos = (fichas: readonly Ficha[], texto: string): Ficha[] => {
  const cercania = ({ aeropuerto: { codigo } }: Ficha): number => {
    if (trasponen(codigo, texto)) return 3
    const distintas = [0, 1, 2].filter((i) => codigo[i] !== texto[i])
    return distintas.length === 1 ? (distintas[0] ?? 0) : -1
  }
  return fichas
    .map((ficha) => ({ ficha, cerca: cercania(ficha) }))
    .filter(({ cerca }) => cerca >= 0)
    .sort((a, b) => b.cerca - a.cerca || porTalla(a.ficha, b.ficha))
    .map(({ ficha }) => ficha)
}

/** Cuánto se parece a lo buscado; 0 es lo mejor y nulo, nada. */
const puntuar = (
  { aeropuerto: a, oaci, ciudadLlana, palabras }: Ficha,
  llano: string,
  partes: readonly string[],
) => {
  const codigo = llano.toUpperCase()
  if (a.codigo === codigo) return 0
  if (a.codigoCiudad === codigo || oaci === codigo) return 1
  if (ciudadLlana === llano) return 2
  if (ciudadLlana.startsWith(llano)) return 3
  if (llano.length < 3 && a.codigo.startsWith(codigo)) return 4
  return partes.every((p) => palabras.some((palabra) => palabra.startsWith(p))) ? 5 : null
}

const buscarEn =
  (fichas: readonly Ficha[]): BuscarAeropuertos =>
  (q, limite) => {
    const partes = palabrasDe(q)
    if (partes.length === 0) return []
    return fichas
      .flatMap((ficha) => {
        const puntos = puntuar(ficha, partes.join(' '), partes)
        return puntos === null ? [] : [{ ficha, puntos }]
      })
      .sort((a, b) => a.puntos - b.puntos || porTalla(a.ficha, b.ficha))
      .slice(0, limite)
      .map(({ ficha }) => ficha.aeropuerto)
  }

/**
 * Lee el catálogo de aeropuertos que acompaña al módulo (`catalogo.tsv`; lo rehace
 * `herramientas/aeropuertos.ts`). Unas cinco mil filas: cabe en memoria y se busca sin base de datos.
 */
export const abrirCatalogo = (): Readonly<{ catalogo: Catalogo; buscar: BuscarAeropuertos }> => {
  const { version, fichas } = leer()
  const porCodigo = new Map(fichas.map((f) => [f.aeropuerto.codigo, f.aeropuerto]))
  const porOaci = new Map(fichas.filter((f) => f.oaci !== '').map((f) => [f.oaci, f.aeropuerto]))
  const ciudades = Map.groupBy([...fichas].sort(porTalla), (f) => f.aeropuerto.codigoCiudad)
  const buscar = buscarEn(fichas)
  return {
    buscar,
    catalogo: {
      version,
      buscar: (codigo) => porCodigo.get(codigo) ?? null,
      porOaci: (codigo) => porOaci.get(codigo) ?? null,
      deCiudad: (codigo) => (ciudades.get(codigo) ?? []).map((f) => f.aeropuerto),
      sugerir(texto) {
        const porLetras = texto.length === 3 ? parecidos(fichas, texto).map((f) => f.aeropuerto) : []
        const hallados = porLetras.length > 0 || texto.length < 4 ? porLetras : buscar(texto, SUGERENCIAS)
        return hallados.slice(0, SUGERENCIAS)
      },
    },
  }
}
