/** Quienes esperan saber que un tópico puede tener algo nuevo. */
export type Avisos = {
  /** Se apunta; devuelve la función que lo borra. */
  apuntar(aviso: (topico: string) => void): () => void
  dar(topico: string): void
  readonly hay: boolean
}

export const crearAvisos = (): Avisos => {
  const apuntados = new Set<(topico: string) => void>()
  return {
    apuntar(aviso) {
      // Cada apunte es propio: la misma función puede apuntarse dos veces y borrarse una.
      const suyo = (topico: string): void => aviso(topico)
      apuntados.add(suyo)
      return () => void apuntados.delete(suyo)
    },
    dar(topico) {
      for (const aviso of apuntados) aviso(topico)
    },
    get hay() {
      return apuntados.size > 0
    },
  }
}
