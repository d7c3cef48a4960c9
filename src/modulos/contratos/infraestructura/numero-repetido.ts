import type { UnidadContratos } from '../aplicacion/puertos.ts'
import { errorContrato } from '../dominio/errores.ts'

const esNumeroRepetido = (error: unknown): boolean => {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown }
  return code === '23505' && constraint === 'contratos_numero_key'
}

/**
 * Un alta con número ajeno la descarta la guarda del escritor; un cambio de número choca al escribir
 * el estado, y aquí se dice por su nombre. Es raro: no merece otra tabla de guarda en cada alta.
 */
export const conNumeroUnico =
  (unidadTrabajo: UnidadContratos): UnidadContratos =>
  async (contexto, trabajo) => {
    try {
      return await unidadTrabajo(contexto, trabajo)
    } catch (error) {
      if (esNumeroRepetido(error)) throw errorContrato('NumeroRepetido', 'Ya hay un contrato con ese número')
      throw error
    }
  }
