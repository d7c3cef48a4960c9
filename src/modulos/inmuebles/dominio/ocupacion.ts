import { diasInclusivos, type FechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'

/** Días, los dos incluidos, en que un contrato tiene el inmueble. `numero`: el visible del contrato. */
export type Ocupacion = Readonly<{ idContrato: string; numero: string; desde: FechaCivil; hasta: FechaCivil }>

type Rango = Readonly<{ desde: FechaCivil; hasta: FechaCivil }>

/** Una ocupación sin días (un contrato desistido antes de empezar) no estorba a nadie. */
export const vacia = ({ desde, hasta }: Rango): boolean => hasta < desde

/** ¿Comparten algún día? Extremos incluidos: el mismo día de fin e inicio es solape; el siguiente, no. */
export const solapan = (a: Rango, b: Rango): boolean =>
  !vacia(a) && !vacia(b) && a.desde <= b.hasta && b.desde <= a.hasta

/** La primera ocupación de otro contrato con la que choca. */
export const choque = (ocupaciones: readonly Ocupacion[], nueva: Ocupacion): Ocupacion | undefined =>
  ocupaciones.find((o) => o.idContrato !== nueva.idContrato && solapan(o, nueva))

/** ¿Aún tiene días por delante? Hoy cuenta; también las que empiezan después. */
export const viva = (o: Rango, hoy: FechaCivil): boolean => !vacia(o) && o.hasta >= hoy

/** La que tiene el inmueble ese día. */
export const ocupacionEl = (ocupaciones: readonly Ocupacion[], dia: FechaCivil): Ocupacion | undefined =>
  ocupaciones.find((o) => o.desde <= dia && dia <= o.hasta)

/** Un trozo de la línea de ocupación; `null` en un extremo es «sin límite». `dias` nulo si no tiene límite. */
export type TramoOcupacion = Readonly<{
  ocupado: boolean
  id_contrato: string | null
  numero: string | null
  desde: FechaCivil | null
  hasta: FechaCivil | null
  dias: number | null
}>

/** La línea de ocupación de un inmueble vista en un día. */
export type LineaOcupacion = Readonly<{
  a_fecha: FechaCivil
  ocupado: boolean
  /** Primer día libre a partir de `a_fecha`, incluida. */
  proxima_disponibilidad: FechaCivil
  tramos: readonly TramoOcupacion[]
}>

const siguiente = (dia: FechaCivil): FechaCivil => sumarDias(dia, 1)

const ocupado = ({ idContrato, numero, desde, hasta }: Ocupacion): TramoOcupacion => ({
  ocupado: true,
  id_contrato: idContrato,
  numero,
  desde,
  hasta,
  dias: diasInclusivos(desde, hasta),
})

const libre = (desde: FechaCivil | null, hasta: FechaCivil | null): TramoOcupacion => ({
  ocupado: false,
  id_contrato: null,
  numero: null,
  desde,
  hasta,
  dias: desde && hasta ? diasInclusivos(desde, hasta) : null,
})

/** El hueco entre una ocupación y la siguiente, si lo hay; después de la última, sin límite. */
const huecoTras = (o: Ocupacion, proxima: Ocupacion | undefined): TramoOcupacion[] => {
  const desde = siguiente(o.hasta)
  if (!proxima) return [libre(desde, null)]
  return desde < proxima.desde ? [libre(desde, sumarDias(proxima.desde, -1))] : []
}

/** Ocupaciones y huecos en orden, desde la primera ocupación en adelante. */
export const lineaDeOcupacion = (ocupaciones: readonly Ocupacion[], aFecha: FechaCivil): LineaOcupacion => {
  const enOrden = ocupaciones.filter((o) => !vacia(o)).sort((a, b) => (a.desde < b.desde ? -1 : 1))
  const tramos = enOrden.flatMap((o, i) => [ocupado(o), ...huecoTras(o, enOrden[i + 1])])
  // En orden y sin solapes: cada una que tenga el día candidato lo empuja al día siguiente a su fin.
  const proxima = enOrden.reduce(
    (dia, o) => (o.desde <= dia && dia <= o.hasta ? siguiente(o.hasta) : dia),
    aFecha,
  )
  return {
    a_fecha: aFecha,
    ocupado: ocupacionEl(enOrden, aFecha) !== undefined,
    proxima_disponibilidad: proxima,
    tramos: tramos.length > 0 ? tramos : [libre(null, null)],
  }
}
