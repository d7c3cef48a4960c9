import type { IndiceVista } from '../representacion-indice.ts'
import type { VistasContratos } from './puertos.ts'

export type ListarIndices = Readonly<{ tipo: 'ListarIndices' }>

/** Las variaciones publicadas, de la más reciente a la más antigua. */
export const listarIndices =
  (vistas: VistasContratos) =>
  (_: ListarIndices): Promise<readonly IndiceVista[]> =>
    vistas.indices()
