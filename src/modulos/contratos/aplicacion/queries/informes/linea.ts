import { diasInclusivos, type FechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'

/** Días, los dos incluidos, en que un contrato tiene el inmueble. */
export type Ocupado = Readonly<{ id: string; numero: string; desde: FechaCivil; hasta: FechaCivil }>

/** Un contrato o un hueco. El último hueco no tiene fin. */
export type TramoDeLinea = Readonly<{
  id_contrato: string | null
  numero: string | null
  desde: string
  hasta: string | null
  dias: number | null
}>

const siguiente = (dia: FechaCivil): FechaCivil => sumarDias(dia, 1)

const hueco = (desde: FechaCivil, hasta: FechaCivil | null): TramoDeLinea => ({
  id_contrato: null,
  numero: null,
  desde,
  hasta,
  dias: hasta && diasInclusivos(desde, hasta),
})

const huecoTras = (o: Ocupado, proximo: Ocupado | undefined): TramoDeLinea[] => {
  const desde = siguiente(o.hasta)
  if (!proximo) return [hueco(desde, null)]
  return desde < proximo.desde ? [hueco(desde, sumarDias(proximo.desde, -1))] : []
}

/** La historia de un inmueble, de contrato en hueco. `ocupados` en orden de inicio y sin solapes (I5). */
export const tramosDe = (ocupados: readonly Ocupado[]): TramoDeLinea[] =>
  ocupados.flatMap((o, i) => [
    {
      id_contrato: o.id,
      numero: o.numero,
      desde: o.desde,
      hasta: o.hasta,
      dias: diasInclusivos(o.desde, o.hasta),
    },
    ...huecoTras(o, ocupados[i + 1]),
  ])

/** El primer día libre desde `dia`, incluido. */
export const disponibleDesde = (ocupados: readonly Ocupado[], dia: FechaCivil): FechaCivil =>
  ocupados.reduce((libre, o) => (o.desde <= libre && libre <= o.hasta ? siguiente(o.hasta) : libre), dia)

/** El último día que estuvo ocupado antes de `dia`; `null` si nunca. */
export const ultimoOcupado = (ocupados: readonly Ocupado[], dia: FechaCivil): FechaCivil | null =>
  ocupados.findLast((o) => o.hasta < dia)?.hasta ?? null
