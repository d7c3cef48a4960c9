import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { type Contrato, plegarSobre } from '../../dominio/contrato.ts'
import { ponerAlDia } from '../../dominio/incremento.ts'
import { vencer } from '../../dominio/vida.ts'
import { ipcsDe, type TxContratos, type UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T13. Lo da el planificador, nunca una persona. */
export type VencerContrato = Readonly<{ tipo: 'VencerContrato'; id: string }>

/** Los incrementos que ya se pueden aplicar; uno sin índice no se alcanzó a saber. */
const aplicados = async (tx: TxContratos, c: Contrato, ahora: Temporal.Instant) => {
  const ipcs = await ipcsDe(tx, c, ahora)
  return ponerAlDia(c, { ipcs, ahora }).filter(({ tipo }) => tipo === 'IncrementoAplicado')
}

/**
 * Vence un contrato cuyo plazo pasó, con los incrementos que le faltaran ya aplicados: las citas de varios
 * planificadores pueden llegar en otro orden. Si ya no le toca, no hace nada.
 */
export const vencerContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<VencerContrato>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async (tx) => {
      const { ahora } = contexto
      const anterior = await tx.contratos.obtener(id(comando.id))
      const vence = vencer(anterior.estado, { ahora })
      const eventos = vence.length === 0 ? [] : [...(await aplicados(tx, anterior.estado, ahora)), ...vence]
      const fila = tx.contratos.guardar(anterior, plegarSobre(anterior.estado, eventos), eventos)
      return representarEn(fila, ahora)
    })
