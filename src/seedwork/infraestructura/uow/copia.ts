import type { Mapa } from './mapa.ts'
import type { TransaccionPostgres } from './transaccion.ts'

/**
 * Pone la copia de algo de otro módulo, o reemplaza la que hubiera, en la transacción en curso. Las copias no
 * son agregados, pero se guardan igual: una fila por id, con su versión.
 */
export const guardarCopia =
  <C extends Readonly<{ id: string }>>(tx: TransaccionPostgres, mapa: Mapa<C>) =>
  async (copia: C): Promise<void> => {
    const { id } = copia
    const anotacion = { id, estado: copia, eventos: () => [] }
    const anterior = await tx.cargar(mapa, id, 'escribir')
    if (anterior) tx.anotar(mapa, anotacion)
    else tx.crear(mapa, anotacion)
  }
