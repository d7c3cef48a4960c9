import type { Hecho } from './avisos.ts'
import { cambiosEntre } from './cambios.ts'
import type { FichaContrato } from './fichas.ts'

/**
 * La copia del contrato después de un hecho, o `null` si el hecho habla de un contrato que no se conoce.
 * @param version versión del agregado después del hecho
 */
export const evolucionarCopia = (
  copia: FichaContrato | undefined,
  { id, version, hecho }: { id: string; version: number; hecho: Hecho },
): FichaContrato | null => {
  if (hecho.tipo === 'ContratoCreado') {
    const { numero, terminos, revision, hash } = hecho
    return { id, numero, version, revision, hash, terminos, cambios: [] }
  }
  if (!copia) return null
  if (hecho.tipo !== 'ContratoActualizado') return { ...copia, version }
  const { numero, antes, despues, revision, hash } = hecho
  return { id, numero, version, revision, hash, terminos: despues, cambios: cambiosEntre(antes, despues) }
}

/**
 * ¿Ya se vio este hecho? Un comando puede dejar varios con la misma versión, así que sólo los de una
 * anterior son repetidos con seguridad; los de la misma se vuelven a aplicar y la clave del aviso los frena.
 */
export const yaAplicado = (copia: FichaContrato | undefined, version: number): boolean =>
  copia !== undefined && version < copia.version
