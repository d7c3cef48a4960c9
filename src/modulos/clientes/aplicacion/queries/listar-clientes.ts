import { buscado, textoDeUnaLinea } from '#seedwork/dominio/texto.ts'
import type { FiltroClientes, VistasClientes } from '../puertos.ts'

export type ListarClientes = Readonly<{ tipo: 'ListarClientes'; filtro: FiltroClientes }>

/** Los clientes que cumplen el filtro, por trozos. Por omisión, en orden de nombre. */
export const listarClientes =
  (vistas: VistasClientes) =>
  async ({ filtro }: ListarClientes) =>
    vistas.listar(
      filtro.q === undefined
        ? filtro
        : { ...filtro, q: buscado(textoDeUnaLinea('q', filtro.q, { max: 200 })) },
    )
