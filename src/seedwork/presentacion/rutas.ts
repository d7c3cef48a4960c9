/** Las rutas dadas de alta, para decir 405 con `Allow` donde Fastify diría 404. */
export type Rutas = {
  anotar(metodos: string | readonly string[], patron: string): void
  /** Métodos de las rutas que calzan con un camino (sin consulta), en orden alfabético. */
  metodosDe(camino: string): readonly string[]
}

const aExpresion = (patron: string): RegExp => {
  const partes = patron.split('/').map((p) => (p.startsWith(':') ? '[^/]+' : RegExp.escape(p)))
  return new RegExp(`^${partes.join('/')}$`)
}

export const crearRutas = (): Rutas => {
  const porPatron = new Map<string, { expresion: RegExp; metodos: Set<string> }>()
  return {
    anotar(metodos, patron) {
      const ruta = porPatron.get(patron) ?? { expresion: aExpresion(patron), metodos: new Set() }
      for (const m of [metodos].flat()) ruta.metodos.add(m)
      porPatron.set(patron, ruta)
    },
    metodosDe(camino) {
      const rutas = [...porPatron.values()].filter((r) => r.expresion.test(camino))
      return [...new Set(rutas.flatMap((r) => [...r.metodos]))].sort()
    },
  }
}
