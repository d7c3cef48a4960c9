import type { Hecho, Orden } from '#seedwork/aplicacion/contexto.ts'
import { id } from '#seedwork/dominio/id.ts'
import { aplicar } from '../../dominio/contrato.ts'
import { eliminar } from '../../dominio/decisiones.ts'
import { liberarAntecesor, type UnidadContratos } from '../puertos.ts'
import { type ContratoVista, representarEn } from '../representacion.ts'

/** T6. */
export type EliminarContrato = Readonly<{ tipo: 'EliminarContrato'; id: string; motivo?: string | undefined }>

/** Anula un contrato Pendiente. La fila queda: su id no se vuelve a usar y su historia se puede leer. */
export const eliminarContrato =
  (unidadTrabajo: UnidadContratos) =>
  ({ comando, contexto }: Orden<EliminarContrato>): Promise<Hecho<ContratoVista>> =>
    unidadTrabajo(contexto, async (tx) => {
      const anterior = await tx.contratos.obtener(id(comando.id))
      const eventos = eliminar(anterior.estado, { motivo: comando.motivo, ahora: contexto.ahora })
      const fila = tx.contratos.guardar(anterior, aplicar(anterior.estado, eventos), eventos)
      await liberarAntecesor(tx, fila.estado, contexto.ahora)
      return representarEn(fila, contexto.ahora)
    })
