import { aniversario, type FechaCivil, fechaCivil } from '#seedwork/dominio/fecha.ts'
import { textoDeUnaLinea } from '#seedwork/dominio/texto.ts'
import { errorEn } from './errores.ts'
import { diaLocal } from './hora.ts'
import { type Itinerario, type Leg, legsDe } from './itinerario.ts'

export const TIPOS_PASAJERO = ['Adulto', 'Menor', 'Infante'] as const
export type TipoPasajero = (typeof TIPOS_PASAJERO)[number]

export type DatosPasajero = Readonly<{
  tipo: TipoPasajero
  nombre?: string | undefined
  nacimiento?: string | undefined
}>

/** `tipo` es el del primer leg; con `nacimiento`, en los siguientes manda la edad de ese día. */
export type Pasajero = Readonly<{ tipo: TipoPasajero; nombre: string | null; nacimiento: FechaCivil | null }>

/** Cuántos de cada tipo van en un leg. */
export type Ocupacion = Readonly<{ adultos: number; menores: number; infantes: number }>

const MAXIMO = 9
const [EDAD_MENOR, EDAD_ADULTO] = [2, 12]

const invalidos = (puntero: string, detalle: string) => errorEn('PasajerosInvalidos', puntero, detalle)

const leer = (d: DatosPasajero, i: number): Pasajero => ({
  tipo: d.tipo,
  nombre: d.nombre === undefined ? null : textoDeUnaLinea(`pasajeros/${i}/nombre`, d.nombre, { max: 120 }),
  nacimiento: d.nacimiento === undefined ? null : fechaCivil(d.nacimiento, `/pasajeros/${i}/nacimiento`),
})

/** El tipo que le toca a un pasajero un día: infante hasta los 2 años, menor hasta los 12. */
export const tipoEn = ({ tipo, nacimiento }: Pasajero, dia: FechaCivil): TipoPasajero => {
  if (nacimiento === null) return tipo
  if (dia < aniversario(nacimiento, EDAD_MENOR)) return 'Infante'
  return dia < aniversario(nacimiento, EDAD_ADULTO) ? 'Menor' : 'Adulto'
}

const diaDe = ({ salida, origen }: Leg): FechaCivil => diaLocal(salida, origen.zona)

/** Quiénes van en un leg, por su edad el día local en que sale. */
export const ocupacionDe = (pasajeros: readonly Pasajero[], leg: Leg): Ocupacion => {
  const dia = diaDe(leg)
  const tipos = pasajeros.map((p) => tipoEn(p, dia))
  const cuantos = (tipo: TipoPasajero) => tipos.filter((t) => t === tipo).length
  return { adultos: cuantos('Adulto'), menores: cuantos('Menor'), infantes: cuantos('Infante') }
}

const comprobarEdades = (pasajeros: readonly Pasajero[], primerDia: FechaCivil): void =>
  pasajeros.forEach((p, i) => {
    if (p.nacimiento !== null && p.nacimiento > primerDia)
      throw invalidos(`/pasajeros/${i}/nacimiento`, `aún no ha nacido el ${primerDia}, día del primer vuelo`)
    const toca = tipoEn(p, primerDia)
    if (toca !== p.tipo)
      throw invalidos(`/pasajeros/${i}/tipo`, `por su edad el ${primerDia} es ${toca}, no ${p.tipo}`)
  })

const comprobarLeg = (pasajeros: readonly Pasajero[], leg: Leg): void => {
  const { adultos, infantes } = ocupacionDe(pasajeros, leg)
  const vuelo = `${leg.origen.codigo}–${leg.destino.codigo} del ${diaDe(leg)}`
  if (adultos === 0) throw invalidos('/pasajeros', `hace falta un adulto en el vuelo ${vuelo}`)
  if (infantes > adultos)
    throw invalidos('/pasajeros', `${infantes} infantes en brazos y ${adultos} adultos en el vuelo ${vuelo}`)
}

/**
 * Lee los pasajeros (R9): de 1 a 9, con un adulto, y no más infantes que adultos en ningún leg. Sin lista, un
 * adulto. Falla con `PasajerosInvalidos` o `FechaInvalida`.
 */
export const pasajeros = (
  datos: readonly DatosPasajero[] | undefined,
  itinerarios: readonly Itinerario[],
): readonly Pasajero[] => {
  const suyos = (datos ?? [{ tipo: 'Adulto' }]).map(leer)
  if (suyos.length === 0) throw invalidos('/pasajeros', 'hace falta al menos un adulto')
  if (suyos.length > MAXIMO) throw invalidos('/pasajeros', `son ${suyos.length}: el máximo es ${MAXIMO}`)
  const legs = [...legsDe(itinerarios)].sort((a, b) => (a.salida < b.salida ? -1 : 1))
  const [primerLeg] = legs
  if (primerLeg) comprobarEdades(suyos, diaDe(primerLeg))
  for (const leg of legs) comprobarLeg(suyos, leg)
  return suyos
}
