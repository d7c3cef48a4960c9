/** Espera que otro puede cortar: un toque dado mientras nadie espera no se pierde. */
export type Timbre = {
  tocar(): void
  /** Resuelve con el próximo toque, a los `ms` milisegundos o al abortar. */
  esperar(ms: number, senal: AbortSignal): Promise<void>
}

export const crearTimbre = (): Timbre => {
  let sonado = false
  let despertar: (() => void) | undefined
  return {
    tocar() {
      sonado = true
      despertar?.()
    },
    async esperar(ms, senal) {
      if (!sonado && !senal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>()
        despertar = resolve
        const reloj = setTimeout(resolve, ms)
        senal.addEventListener('abort', despertar)
        await promise
        senal.removeEventListener('abort', despertar)
        clearTimeout(reloj)
        despertar = undefined
      }
      sonado = false
    },
  }
}

/** Espera creciente con azar: entre la mitad y el total de `base · 2^(intento − 1)`, hasta `tope` ms. */
export const retroceso = ({ base, tope }: { base: number; tope: number }, intento: number): number => {
  const entero = Math.min(tope, base * 2 ** (intento - 1))
  return entero / 2 + (Math.random() * entero) / 2
}
