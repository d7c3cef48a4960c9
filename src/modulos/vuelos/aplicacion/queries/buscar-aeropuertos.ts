import type { BuscarAeropuertos as Buscar } from '../puertos.ts'
import { type LugarVista, lugarVista } from '../representacion.ts'

export type BuscarAeropuertos = Readonly<{ tipo: 'BuscarAeropuertos'; q: string; limite: number }>

/** Aeropuertos por código, código de ciudad, ciudad o nombre, sin tildes; lo más parecido primero. */
export const buscarAeropuertos =
  (buscar: Buscar) =>
  async ({ q, limite }: BuscarAeropuertos): Promise<readonly LugarVista[]> =>
    buscar(q, limite).map(lugarVista)
