import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Identidad } from './identidad.ts'
import type { Ubicacion } from './ubicacion.ts'

/**
 * Vigía del servidor (y de `initdb`): lo corre como hijo y lo para en cuanto se cierra nuestra tubería, que el núcleo
 * cierra aunque muramos de un SIGKILL. Es `sh` y no Node porque vive tanto como el servicio y así ocupa
 * un mega. Sordo a las señales del terminal: quien decide parar es la tubería. `read` y no `cat`, para no
 * dejar otro proceso detrás.
 */
const VIGIA = [
  "trap '' INT TERM HUP",
  'exec 3<&0 </dev/null',
  '"$@" 3<&- & servidor=$!',
  '{ read -r _ <&3; kill -INT "$servidor"; } & guardia=$!',
  'wait "$servidor"; codigo=$?',
  'kill -KILL "$guardia" 2>/dev/null',
  'exit "$codigo"',
].join('; ')

/** Ajustes con que corre siempre: duradero, sin puerto, y pequeño cuando no hace nada. */
const AJUSTES: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: '100',
  shared_buffers: '128MB',
  huge_pages: 'off',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  max_wal_senders: '2',
  max_replication_slots: '2',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_min_messages: 'log',
  log_checkpoints: 'off',
}

/** El entorno del servidor no hereda nada nuestro: ni variables `PG*`, ni secretos. */
export const entornoLimpio = (): NodeJS.ProcessEnv => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
})

type OpcionesVigia = Readonly<{
  orden: readonly string[]
  identidad: Identidad
  /** Adónde van la salida y los errores. */
  salida: number | 'pipe'
}>

/** Corre una orden bajo el vigía, en su propio grupo para que Ctrl-C no le llegue. */
export const vigilar = ({ orden, identidad, salida }: OpcionesVigia): ChildProcess =>
  spawn('/bin/sh', ['-c', VIGIA, 'alpes-vigia', ...orden], {
    ...identidad,
    cwd: '/',
    env: entornoLimpio(),
    detached: true,
    stdio: ['pipe', salida, salida],
  })

/** La orden con que corre el servidor de una ubicación; los `ajustes` dados ganan a los de siempre. */
export const ordenServidor = (
  { binarios, pgdata, nombre }: Ubicacion,
  ajustes: Readonly<Record<string, string>>,
): string[] => {
  const todos = { cluster_name: nombre, ...AJUSTES, ...ajustes }
  const args = Object.entries(todos).flatMap(([clave, valor]) => ['-c', `${clave}=${valor}`])
  return [join(binarios, 'bin', 'postgres'), '-D', pgdata, ...args]
}
