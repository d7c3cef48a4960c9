import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { prorrogar } from '../../dominio/vida.ts'
import type { UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T9. `nuevaFin`: último día, incluido. */
export type ProrrogarContrato = Readonly<{ tipo: 'ProrrogarContrato'; id: string; nuevaFin: string }>

/** Alarga el plazo; si otro contrato ya tiene esos días falla con `SolapeDeVigencia` y no queda nada. */
export const prorrogarContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<ProrrogarContrato>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async ({ contratos }) => {
      const anterior = await contratos.obtener(id(comando.id))
      const eventos = prorrogar(anterior.estado, { nuevaFin: comando.nuevaFin, ahora: contexto.ahora })
      const fila = contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return representarEn(fila, contexto.ahora)
    })
