import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { comprobarSinSucesor } from '../../dominio/renovacion.ts'
import { prorrogar } from '../../dominio/vida.ts'
import { sucesorDe, type UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T9. `nuevaFin`: último día, incluido. */
export type ProrrogarContrato = Readonly<{ tipo: 'ProrrogarContrato'; id: string; nuevaFin: string }>

/** Alarga el plazo; si otro contrato ya tiene esos días falla con `SolapeDeVigencia` y no queda nada. */
export const prorrogarContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<ProrrogarContrato>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async (tx) => {
      const { contratos } = tx
      const { nuevaFin } = comando
      const anterior = await contratos.obtener(id(comando.id))
      const eventos = prorrogar(anterior.estado, { nuevaFin, ahora: contexto.ahora })
      comprobarSinSucesor(anterior.estado, nuevaFin, await sucesorDe(tx, anterior.estado))
      const fila = contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return representarEn(fila, contexto.ahora)
    })
