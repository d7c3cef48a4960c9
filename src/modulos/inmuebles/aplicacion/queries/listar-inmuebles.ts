import { textoDeUnaLinea } from '#seedwork/dominio/texto.ts'
import type { FiltroInmuebles, VistasInmuebles } from '../puertos.ts'

export type ListarInmuebles = Readonly<{ tipo: 'ListarInmuebles'; filtro: FiltroInmuebles }>

const limpiar = ({ q, ciudad, ...resto }: FiltroInmuebles): FiltroInmuebles => ({
  ...resto,
  ...(q === undefined ? {} : { q: textoDeUnaLinea('q', q, { max: 200 }) }),
  ...(ciudad === undefined ? {} : { ciudad: textoDeUnaLinea('ciudad', ciudad, { max: 100 }) }),
})

/** Los inmuebles que cumplen el filtro, por trozos. Por omisión, en orden de nombre. */
export const listarInmuebles =
  (vistas: VistasInmuebles) =>
  async ({ filtro }: ListarInmuebles) =>
    vistas.listar(limpiar(filtro))
