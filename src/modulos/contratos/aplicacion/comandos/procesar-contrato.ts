import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { procesar } from '../../dominio/decisiones.ts'
import type { UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T7. El acta de entrega tiene que estar. */
export type ProcesarContrato = Readonly<{ tipo: 'ProcesarContrato'; id: string; actaEntrega: boolean }>

/** Da de alta la operación de un contrato Firmado; se puede antes de su inicio, no después de su fin. */
export const procesarContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<ProcesarContrato>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async ({ contratos }) => {
      const anterior = await contratos.obtener(id(comando.id))
      const eventos = procesar(anterior.estado, { actaEntrega: comando.actaEntrega, ahora: contexto.ahora })
      const fila = contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      return representarEn(fila, contexto.ahora)
    })
