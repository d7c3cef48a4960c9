import type { Instante } from '#seedwork/dominio/instante.ts'
import { type Aeropuerto, aeropuerto, type Catalogo, mismaCiudad } from './aeropuertos.ts'
import { errorEn } from './errores.ts'
import { horaDeVuelo, minutosEntre, pasanMasDe } from './hora.ts'
import type { Politica } from './politica.ts'

/** Lo que se pide, tal como llega. `nombre` no se usa: el del aeropuerto lo da el catálogo. */
export type DatosLugar = Readonly<{ codigo: string; nombre?: string | undefined }>
export type DatosLeg = Readonly<{
  fechaSalida: string
  fechaLlegada: string
  origen: DatosLugar
  destino: DatosLugar
}>
export type DatosItinerario = Readonly<{
  odos: readonly Readonly<{ segmentos: readonly Readonly<{ legs: readonly DatosLeg[] }>[] }>[]
}>

/** Un despegue y su aterrizaje. */
export type Leg = Readonly<{ origen: Aeropuerto; destino: Aeropuerto; salida: Instante; llegada: Instante }>
/** Un número de vuelo: uno o más legs (las escalas técnicas). */
export type Segmento = Readonly<{ legs: readonly Leg[] }>
/** Un trayecto de un origen a un destino. */
export type Odo = Readonly<{ segmentos: readonly Segmento[] }>
/** La oferta de un proveedor: uno o más odos. */
export type Itinerario = Readonly<{ odos: readonly Odo[] }>

type Reglas = Readonly<{ catalogo: Catalogo; politica: Politica }>

const primero = <T>(lista: readonly T[]): T => lista[0] as T
const ultimo = <T>(lista: readonly T[]): T => lista.at(-1) as T

export const legsDeOdo = (o: Odo): readonly Leg[] => o.segmentos.flatMap((s) => s.legs)
export const legsDe = (itinerarios: readonly Itinerario[]): readonly Leg[] =>
  itinerarios.flatMap((i) => i.odos.flatMap(legsDeOdo))

/** Los extremos de una cadena de legs que ya se comprobó que no está vacía. */
const extremos = (legs: readonly Leg[]) => ({
  origen: primero(legs).origen,
  destino: ultimo(legs).destino,
  salida: primero(legs).salida,
  llegada: ultimo(legs).llegada,
})
export const extremosDeOdo = (o: Odo) => extremos(legsDeOdo(o))
export const extremosDeSegmento = (s: Segmento) => extremos(s.legs)

/** R1. Ningún nivel está vacío. */
const conElementos = <T>(lista: readonly T[], puntero: string, que: string): readonly T[] => {
  if (lista.length > 0) return lista
  throw errorEn('ItinerarioVacio', puntero, `hace falta al menos un ${que}`)
}

/** R4. Origen distinto del destino y llegada posterior a la salida, como instantes. */
const legDe = (d: DatosLeg, { catalogo, politica }: Reglas, en: string): Leg => {
  const origen = aeropuerto(catalogo, d.origen.codigo, `${en}/origen/codigo`)
  const destino = aeropuerto(catalogo, d.destino.codigo, `${en}/destino/codigo`)
  if (origen.codigo === destino.codigo)
    throw errorEn('RutaInvalida', `${en}/destino/codigo`, `sale y llega a ${origen.codigo}`)
  const salida = horaDeVuelo(d.fechaSalida, origen.zona, `${en}/fecha_salida`)
  const llegada = horaDeVuelo(d.fechaLlegada, destino.zona, `${en}/fecha_llegada`)
  if (llegada <= salida)
    throw errorEn(
      'LegInvalido',
      `${en}/fecha_llegada`,
      `llega (${llegada}) antes de salir (${salida}), en UTC`,
    )
  if (pasanMasDe(politica.duracionMaxima, salida, llegada))
    throw errorEn('LegInvalido', `${en}/fecha_llegada`, `dura más de ${politica.duracionMaxima / 60} horas`)
  return { origen, destino, salida, llegada }
}

/** R5. Los legs de un segmento encadenan en el mismo aeropuerto y en orden. */
const comprobarEscala = (antes: Leg, leg: Leg, en: string): void => {
  if (antes.destino.codigo !== leg.origen.codigo)
    throw errorEn(
      'ConexionInvalida',
      `${en}/origen/codigo`,
      `el leg anterior llega a ${antes.destino.codigo} y éste sale de ${leg.origen.codigo}`,
    )
  if (leg.salida <= antes.llegada)
    throw errorEn('ConexionInvalida', `${en}/fecha_salida`, 'sale antes de que llegue el leg anterior')
}

const segmentoDe = (d: Readonly<{ legs: readonly DatosLeg[] }>, reglas: Reglas, en: string): Segmento => {
  const legs = conElementos(d.legs, `${en}/legs`, 'leg').map((l, i) => legDe(l, reglas, `${en}/legs/${i}`))
  legs.forEach((leg, i) => {
    const antes = legs[i - 1]
    if (antes) comprobarEscala(antes, leg, `${en}/legs/${i}`)
  })
  return { legs }
}

/** ¿Todo pasa en un mismo país? De eso depende cuánto puede y debe durar la conexión. */
const clase = (antes: Segmento, despues: Segmento): 'nacional' | 'internacional' => {
  const paises = new Set([...antes.legs, ...despues.legs].flatMap((l) => [l.origen.pais, l.destino.pais]))
  return paises.size === 1 ? 'nacional' : 'internacional'
}

/** R6. Encadenan en el mismo aeropuerto o ciudad, con tiempo para conectar y sin dormir allí. */
const comprobarConexion = (antes: Segmento, despues: Segmento, politica: Politica, en: string): void => {
  const [llega, sale] = [extremosDeSegmento(antes), extremosDeSegmento(despues)]
  if (!mismaCiudad(llega.destino, sale.origen))
    throw errorEn(
      'ConexionInvalida',
      `${en}/legs/0/origen/codigo`,
      `el segmento anterior llega a ${llega.destino.codigo} y éste sale de ${sale.origen.codigo}`,
    )
  const minutos = minutosEntre(llega.llegada, sale.salida)
  const tramo = clase(antes, despues)
  const [minima, maxima] = [politica.conexionMinima[tramo], politica.conexionMaxima[tramo]]
  const puntero = `${en}/legs/0/fecha_salida`
  const datos = { minutos, minima, maxima, tramo }
  if (minutos < minima)
    throw errorEn(
      'ConexionInvalida',
      puntero,
      `${minutos} min para conectar: hacen falta ${minima} (${tramo})`,
      datos,
    )
  if (pasanMasDe(maxima, llega.llegada, sale.salida))
    throw errorEn(
      'ConexionInvalida',
      puntero,
      `${minutos} min de conexión: el máximo ${tramo} es ${maxima}; una parada más larga es otro odo`,
      datos,
    )
}

/** R8. Un odo va de una ciudad a otra. */
const comprobarRuta = (odo: Odo, en: string): void => {
  const { origen, destino } = extremosDeOdo(odo)
  if (mismaCiudad(origen, destino))
    throw errorEn(
      'RutaInvalida',
      en,
      `el odo sale de ${origen.codigo} y acaba en ${destino.codigo}, la misma ciudad`,
    )
}

const odoDe = (d: DatosItinerario['odos'][number], reglas: Reglas, en: string): Odo => {
  const segmentos = conElementos(d.segmentos, `${en}/segmentos`, 'segmento').map((s, i) =>
    segmentoDe(s, reglas, `${en}/segmentos/${i}`),
  )
  segmentos.forEach((segmento, i) => {
    const antes = segmentos[i - 1]
    if (antes) comprobarConexion(antes, segmento, reglas.politica, `${en}/segmentos/${i}`)
  })
  const odo = { segmentos }
  comprobarRuta(odo, en)
  return odo
}

/** R7. Los odos van en orden y no se pisan. */
const comprobarOrden = (antes: Odo, despues: Odo, en: string): void => {
  const [llegada, salida] = [extremosDeOdo(antes).llegada, extremosDeOdo(despues).salida]
  if (salida <= llegada)
    throw errorEn(
      'OdosDesordenados',
      en,
      `el odo sale (${salida}) antes de que acabe el anterior (${llegada})`,
    )
}

const itinerarioDe = (d: DatosItinerario, reglas: Reglas, en: string): Itinerario => {
  const odos = conElementos(d.odos, `${en}/odos`, 'odo').map((o, i) => odoDe(o, reglas, `${en}/odos/${i}`))
  odos.forEach((odo, i) => {
    const antes = odos[i - 1]
    if (antes) comprobarOrden(antes, odo, `${en}/odos/${i}`)
  })
  return { odos }
}

/**
 * Lee los itinerarios de una reserva y comprueba R1–R8 (`dominio.md` §5). Falla con `ItinerarioVacio`,
 * `AeropuertoDesconocido`, `LegInvalido`, `ConexionInvalida`, `OdosDesordenados`, `RutaInvalida` o
 * `FechaInvalida`, señalando dónde.
 */
export const itinerarios = (datos: readonly DatosItinerario[], reglas: Reglas): readonly Itinerario[] =>
  conElementos(datos, '/itinerarios', 'itinerario').map((d, i) =>
    itinerarioDe(d, reglas, `/itinerarios/${i}`),
  )

/** Cuándo despega el primer leg y cuándo aterriza el último. */
export const ventana = (suyos: readonly Itinerario[]): Readonly<{ salida: Instante; llegada: Instante }> => {
  const legs = legsDe(suyos)
  const salidas = legs.map((l) => l.salida).sort()
  const llegadas = legs.map((l) => l.llegada).sort()
  return { salida: primero(salidas), llegada: ultimo(llegadas) }
}
