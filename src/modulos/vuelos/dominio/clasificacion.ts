import { type Aeropuerto, mismaCiudad } from './aeropuertos.ts'
import { extremosDeOdo, type Itinerario } from './itinerario.ts'

export const TIPOS_ITINERARIO = [
  'Solo ida',
  'Ida y vuelta',
  'Open jaw destino',
  'Open jaw origen',
  'Doble open jaw',
  'Circular',
  'Multidestino',
] as const
export type TipoItinerario = (typeof TIPOS_ITINERARIO)[number]

type Trayecto = Readonly<{ origen: Aeropuerto; destino: Aeropuerto }>

const mismoPais = (a: Aeropuerto, b: Aeropuerto): boolean => a.pais === b.pais

/** Dos odos: qué extremos coinciden y, en los que no, si siguen en el mismo país. */
const deDos = (ida: Trayecto, vuelta: Trayecto): TipoItinerario => {
  const regresa = mismaCiudad(ida.origen, vuelta.destino)
  const sigue = mismaCiudad(ida.destino, vuelta.origen)
  if (regresa && sigue) return 'Ida y vuelta'
  const cercaDelDestino = mismoPais(ida.destino, vuelta.origen)
  const cercaDelOrigen = mismoPais(ida.origen, vuelta.destino)
  if (regresa) return cercaDelDestino ? 'Open jaw destino' : 'Multidestino'
  if (sigue) return cercaDelOrigen ? 'Open jaw origen' : 'Multidestino'
  return cercaDelDestino && cercaDelOrigen ? 'Doble open jaw' : 'Multidestino'
}

const esCadena = (trayectos: readonly Trayecto[]): boolean =>
  trayectos.every(({ origen }, i) => {
    const antes = trayectos[i - 1]
    return !antes || mismaCiudad(antes.destino, origen)
  })

/** De qué clase es un itinerario, comparando ciudades y no aeropuertos (`dominio.md` §5). */
export const clasificar = ({ odos }: Itinerario): TipoItinerario => {
  const trayectos: readonly Trayecto[] = odos.map(extremosDeOdo)
  const [primero, segundo] = trayectos
  const ultimo = trayectos.at(-1)
  if (!primero || !ultimo || !segundo) return 'Solo ida'
  if (trayectos.length === 2) return deDos(primero, segundo)
  return esCadena(trayectos) && mismaCiudad(ultimo.destino, primero.origen) ? 'Circular' : 'Multidestino'
}
