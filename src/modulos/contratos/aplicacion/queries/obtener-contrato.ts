import type { Reloj } from '#seedwork/aplicacion/reloj.ts'
import { id } from '#seedwork/dominio/id.ts'
import { errorContrato } from '../../dominio/errores.ts'
import { crearCalendario } from './calendario.ts'
import type { ContratoListado, VistasContratos } from './puertos.ts'

export type ObtenerContrato = Readonly<{ tipo: 'ObtenerContrato'; id: string; aFecha?: string | undefined }>

type Lectura = Readonly<{ vistas: VistasContratos; reloj: Reloj }>

/** La ficha de un contrato, con sus acciones permitidas hoy. Falla con `ContratoNoEncontrado`. */
export const obtenerContrato =
  ({ vistas, reloj }: Lectura) =>
  async (query: ObtenerContrato): Promise<ContratoListado> => {
    const contrato = await vistas.obtener(id(query.id), crearCalendario(reloj.ahora(), query.aFecha))
    if (contrato) return contrato
    throw errorContrato('ContratoNoEncontrado', 'El contrato no existe', { id: query.id })
  }
