import { id } from '#seedwork/dominio/id.ts'
import { errorContrato } from '../../dominio/errores.ts'
import type { EntradaHistorial, VistasContratos } from './puertos.ts'

/** `desde` es exclusivo: la posición de la última entrada leída. */
export type HistorialContrato = Readonly<{
  tipo: 'HistorialContrato'
  id: string
  desde?: number | undefined
  limite?: number | undefined
}>

/** La historia de un contrato en el orden en que pasó. Falla con `ContratoNoEncontrado`. */
export const historialContrato =
  (vistas: VistasContratos) =>
  async (query: HistorialContrato): Promise<readonly EntradaHistorial[]> => {
    const { desde = 0, limite = 200 } = query
    const entradas = await vistas.historial(id(query.id), { desde, limite })
    // Todo contrato tiene al menos su creación: nada desde el comienzo es que no existe.
    if (entradas.length > 0 || desde > 0) return entradas
    throw errorContrato('ContratoNoEncontrado', 'El contrato no existe', { id: query.id })
  }
