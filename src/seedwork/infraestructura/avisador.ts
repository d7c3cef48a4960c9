import { setTimeout as esperar } from 'node:timers/promises'
import type pg from 'pg'

/** Canal de `NOTIFY`; la carga son los tópicos, separados por comas. */
export const CANAL_BITACORA = 'bitacora'

/** Ms entre dos avisos: despertar a cada oyente cuesta más que el propio NOTIFY. */
const CADA = 5

// Sin esperar al disco: el aviso de algo ya confirmado no hay que guardarlo, y su fsync estorba al lote siguiente.
const AVISAR = `select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`

/**
 * Despierta a los lectores tras un COMMIT, fuera de su transacción (dentro, NOTIFY toma un candado de
 * toda la base). El primero sale enseguida; los que llegan detrás se juntan y salen a lo sumo cada 5 ms.
 * Es una pista, nunca una prueba.
 */
export const crearAvisador = (pool: pg.Pool): ((topicos: ReadonlySet<string>) => void) => {
  let pendientes = new Set<string>()
  let viajando = false
  const enviar = async (): Promise<void> => {
    viajando = true
    while (pendientes.size > 0) {
      const carga = [...pendientes].join(',')
      pendientes = new Set()
      const aviso = { name: 'avisar', text: AVISAR, values: [CANAL_BITACORA, carga] }
      await Promise.all([pool.query(aviso).catch(() => {}), esperar(CADA, undefined, { ref: false })])
    }
    viajando = false
  }
  return (topicos) => {
    for (const t of topicos) pendientes.add(t)
    if (!viajando) void enviar()
  }
}
