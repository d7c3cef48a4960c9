import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { vencer } from '../../dominio/vida.ts'
import type { UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T13. Lo da el planificador, nunca una persona. */
export type VencerContrato = Readonly<{ tipo: 'VencerContrato'; id: string }>

/** Vence un contrato cuyo plazo pasó; si ya no le toca, no hace nada. */
export const vencerContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<VencerContrato>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async ({ contratos }) => {
      const anterior = await contratos.obtener(id(comando.id))
      const eventos = vencer(anterior.estado, { ahora: contexto.ahora })
      const despues = eventos.length === 0 ? anterior.estado : aplicar(anterior.estado, eventos)
      return representarEn(contratos.guardar(anterior, despues, eventos), contexto.ahora)
    })
