import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { test } from 'node:test'
import { esperarQue } from '../apoyo/esperar.ts'
import { finDe } from '../apoyo/proceso-hijo.ts'

const PROGRAMA = path.join(import.meta.dirname, '../apoyo/registro-hijo.ts')

/** Cien megabytes de registro en un proceso que no cabría con ellos en la memoria, y nadie que los lea. */
const abrir = () => {
  const hijo = spawn(process.execPath, [PROGRAMA], {
    env: { PATH: process.env.PATH, LINEAS: '100000', NODE_OPTIONS: '--max-old-space-size=64' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errores = ''
  hijo.stderr.setEncoding('utf8').on('data', (trozo: string) => {
    errores += trozo
  })
  const dicho = () => esperarQue(`lo dice todo: ${errores}`, () => errores.includes('todo dicho'), 60_000)
  return { hijo, dicho, [Symbol.dispose]: () => void hijo.kill('SIGKILL') }
}

test('con quien lee la salida parado, el proceso sigue, su memoria no crece y con SIGTERM sale', async () => {
  using tapado = abrir()
  await tapado.dicho()
  tapado.hijo.kill('SIGTERM')
  const [codigo] = await once(tapado.hijo, 'exit', { signal: AbortSignal.timeout(15_000) })
  assert.equal(codigo, 0)
})

test('cuando quien lee vuelve, recibe lo que cabía y cuántas líneas se perdieron', async () => {
  using tapado = abrir()
  await tapado.dicho()
  let leido = ''
  tapado.hijo.stdout.setEncoding('utf8').on('data', (trozo: string) => {
    leido += trozo
  })
  const [, perdidas] = await esperarQue('dice cuántas', () => /"lineas":(\d+)/.exec(leido), 20_000)
  tapado.hijo.kill('SIGTERM')
  assert.equal(await finDe(tapado.hijo), 0)
  const dichas = [...leido.matchAll(/^\{.*"msg":"hablo"\}$/gm)].length
  assert.equal(dichas + Number(perdidas), 100_000)
})
