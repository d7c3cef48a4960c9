import { setTimeout as pausa } from 'node:timers/promises'

/**
 * Espera a que `condicion` dé algo verdadero y lo devuelve.
 * @param limite milisegundos; pasados, falla diciendo `que` no pasó.
 */
export const esperarQue = async <R>(
  que: string,
  condicion: () => R | Promise<R>,
  limite = 10_000,
): Promise<NonNullable<R>> => {
  const fin = performance.now() + limite
  for (;;) {
    const valor = await condicion()
    if (valor) return valor as NonNullable<R>
    if (performance.now() > fin) throw new Error(`en ${limite} ms no pasó: ${que}`)
    await pausa(20)
  }
}
