/** Avance de un trabajo largo, en la salida de errores: barra en una terminal, una línea cada décima parte si no. */
export type Progreso = {
  avanzar(): void
  /** De golpe, hasta donde se sabe que va. */
  llegar(hasta: number): void
  terminar(): void
}

const ANCHO = 28

const barra = (hechos: number, total: number): string => {
  const llenos = Math.round((hechos / Math.max(1, total)) * ANCHO)
  return `${'█'.repeat(llenos)}${'░'.repeat(ANCHO - llenos)}`
}

export const crearProgreso = (
  titulo: string,
  total: number,
  salida: NodeJS.WriteStream = process.stderr,
): Progreso => {
  const inicio = performance.now()
  let hechos = 0
  let dicho = -1
  const ritmo = (): string => `${Math.round((hechos * 1000) / Math.max(1, performance.now() - inicio))}/s`
  const pintar = (): void => {
    const decima = Math.floor((hechos * (salida.isTTY ? 200 : 10)) / Math.max(1, total))
    if (decima === dicho) return
    dicho = decima
    const texto = `${titulo} ${hechos}/${total} · ${ritmo()}`
    salida.write(salida.isTTY ? `\r${barra(hechos, total)} ${texto} ` : `${texto}\n`)
  }
  return {
    avanzar() {
      hechos++
      pintar()
    },
    llegar(hasta) {
      hechos = hasta
      pintar()
    },
    terminar() {
      if (salida.isTTY) salida.write('\n')
    },
  }
}
