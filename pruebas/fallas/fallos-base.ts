import { esperarQue } from '../apoyo/esperar.ts'
import { conPool, esperarOtroServidor, leerPostmaster } from './bases.ts'
import type { Escena } from './escena.ts'
import { type Fallo, pasoDe, repuesto } from './fallo.ts'
import type { Corte } from './proxy.ts'

/** La base es un servidor aparte: se le manda una señal con carga, y nuestro proceso sigue y se repone. */
const conSenal = (nombre: string, senal: NodeJS.Signals): Fallo => ({
  ...{ nombre: `base: ${nombre}`, filas: [12] },
  async provocar(escena) {
    await escena.vivo()
    await escena.conCarga()
    const { pid } = leerPostmaster(escena.datosBase())
    process.kill(pid, senal)
    escena.anotarCaida()
    await esperarOtroServidor(escena.datosBase(), pid)
    await repuesto(escena)
  },
})

/** El que escribe las órdenes, si está en medio de algo; si no, cualquiera de los nuestros. */
const UN_PROCESO = `select pid from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'
  order by (state = 'active') desc, xact_start nulls last limit 1`

const procesoSuyo: Fallo = {
  ...{ nombre: 'base: SIGKILL a un proceso suyo', filas: [12] },
  async provocar(escena) {
    await escena.vivo()
    await escena.conCarga()
    const pid = await conPool(
      escena.baseUrl(),
      async (pool) => (await pool.query(UN_PROCESO)).rows[0].pid as number,
    )
    process.kill(pid, 'SIGKILL')
    escena.anotarCaida()
    await repuesto(escena)
  },
}

/** La base se vuelve inalcanzable con carga, se nota en `/readyz`, y al volver se atiende sin que nadie haga nada. */
const sinRed = (nombre: string, romper: (escena: Escena) => void): Fallo => ({
  ...{ nombre: `base: ${nombre}`, filas: [13], red: true },
  async provocar(escena) {
    const proceso = await escena.vivo()
    await escena.conCarga()
    romper(escena)
    await enRojo(escena)
    escena.red().volver()
    escena.anotarCaida()
    await repuesto(escena)
    if (proceso.hijo.exitCode !== null) throw new Error(`el sistema salió: ${proceso.dicho()}`)
  },
})

const enRojo = async (escena: Escena): Promise<void> => {
  const estado = async (ruta: string) =>
    (await fetch(`${escena.instalacion.url}${ruta}`, { signal: AbortSignal.timeout(5_000) })).status
  await esperarQue('readyz en rojo', async () => (await estado('/readyz')) === 503, 60_000)
  const vivo = await estado('/livez')
  if (vivo !== 200) throw new Error(`/livez dio ${vivo} con la base inalcanzable`)
}

const sinCommit = (nombre: string, corte: Corte): Fallo => ({
  ...{ nombre: `base: ${nombre}`, filas: [14], red: true },
  async provocar(escena, vez) {
    await escena.vivo()
    await escena.conCarga()
    const antes = escena.red().cortados()
    escena.red().cortarCommit(corte, pasoDe(vez, 40))
    await esperarQue('se corta un COMMIT', () => escena.red().cortados() > antes, 60_000)
    escena.anotarCaida()
    await repuesto(escena)
  },
})

/** Fallos de la base, que vive fuera del sistema. */
export const FALLOS_BASE: readonly Fallo[] = [
  conSenal('parada rápida', 'SIGINT'),
  conSenal('parada inmediata', 'SIGQUIT'),
  conSenal('SIGKILL al servidor', 'SIGKILL'),
  procesoSuyo,
  sinRed('inalcanzable', (e) => e.red().irse()),
  sinRed('a medio abrir', (e) => e.red().callar()),
  sinCommit('COMMIT que no llega', 'peticion'),
  sinCommit('COMMIT sin respuesta', 'respuesta'),
]
