import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { plegarSobre } from '../../dominio/contrato.ts'
import { ponerAlDia } from '../../dominio/incremento.ts'
import { ipcsDe, type UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T11, cuando llega la fecha. Lo da el planificador, nunca una persona. */
export type CumplirAniversarios = Readonly<{ tipo: 'CumplirAniversarios'; id: string }>

/**
 * Aplica en orden los incrementos de los aniversarios cumplidos, cada uno con su fecha; si a uno le falta
 * el índice, el contrato queda a la espera. Si no le toca nada, no hace nada.
 */
export const cumplirAniversarios =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<CumplirAniversarios>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async (tx) => {
      const { ahora } = contexto
      const anterior = await tx.contratos.obtener(id(comando.id))
      const eventos = ponerAlDia(anterior.estado, { ipcs: await ipcsDe(tx, anterior.estado, ahora), ahora })
      const fila = tx.contratos.guardar(anterior, plegarSobre(anterior.estado, eventos), eventos)
      return representarEn(fila, ahora)
    })
