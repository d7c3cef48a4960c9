#!/usr/bin/env node
// El mandato `alpes`: corre la línea de órdenes con el Node que trae npm, sea cual sea el del sistema.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const raiz = dirname(dirname(fileURLToPath(import.meta.url)))
const node = join(raiz, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
if (!existsSync(node)) {
  console.error(`alpes: falta instalar; corra «npm ci» en ${raiz}`)
  process.exit(78)
}
const { status, signal } = spawnSync(
  node,
  [join(raiz, 'src', 'cli', 'principal.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
)
if (signal) process.kill(process.pid, signal)
process.exit(status ?? 1)
