import type pg from 'pg'

/** Canal de `NOTIFY`; la carga son los tópicos, separados por comas. */
export const CANAL_BITACORA = 'bitacora'

/**
 * Despierta a los lectores tras un COMMIT, fuera de su transacción (dentro, NOTIFY toma un candado de
 * toda la base). Los avisos que llegan mientras uno viaja se juntan: es una pista, nunca una prueba.
 */
export const crearAvisador = (pool: pg.Pool): ((topicos: ReadonlySet<string>) => void) => {
  let pendientes = new Set<string>()
  let viajando = false
  const enviar = async (): Promise<void> => {
    viajando = true
    while (pendientes.size > 0) {
      const carga = [...pendientes].join(',')
      pendientes = new Set()
      await pool
        .query({ name: 'avisar', text: 'select pg_notify($1, $2)', values: [CANAL_BITACORA, carga] })
        .catch(() => {})
    }
    viajando = false
  }
  return (topicos) => {
    for (const t of topicos) pendientes.add(t)
    if (!viajando) void enviar()
  }
}
