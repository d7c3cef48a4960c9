import { plegar } from '#seedwork/dominio/decisor.ts'
import type { Instante } from '#seedwork/dominio/instante.ts'
import { evolucionar, ocupar, type PoliticaOcupacion, solape } from '../../dominio/inmueble.ts'
import { choque, type Ocupacion, vacia } from '../../dominio/ocupacion.ts'
import type { TxInmuebles } from '../puertos.ts'

/** Lo que interesa aquí de un contrato que se firma: qué inmueble toma y qué días. */
export type ContratoQueOcupa = Readonly<{ idInmueble: string; ocupacion: Ocupacion }>

/**
 * Al firmarse (o prorrogarse) un contrato ocupa su inmueble, en la misma transacción: si otro tiene
 * esos días, lanza `SolapeDeVigencia` y la firma tampoco queda. Lo decide el dominio y además una
 * restricción de la base, por si el dominio se equivoca.
 */
export const alFirmarseContrato =
  (politica: PoliticaOcupacion) =>
  async (
    { inmuebles, ocupaciones }: TxInmuebles,
    contrato: ContratoQueOcupa,
    en: Instante,
  ): Promise<void> => {
    const { idInmueble, ocupacion } = contrato
    const inmueble = await inmuebles.obtener(idInmueble)
    const previas = inmueble.estado.ocupaciones
    const eventos = ocupar(inmueble.estado, ocupacion, { ...politica, en })
    if (eventos.length === 0) return
    inmuebles.guardar(inmueble, plegar(evolucionar)(inmueble.estado, eventos), eventos)
    const loTenia = previas.some((o) => o.idContrato === ocupacion.idContrato)
    if (vacia(ocupacion)) return loTenia ? ocupaciones.quitar(ocupacion.idContrato) : undefined
    const anotar = loTenia ? ocupaciones.cambiar : ocupaciones.poner
    anotar(idInmueble, ocupacion, () => solape(choque(previas, ocupacion) ?? null, ocupacion))
  }
