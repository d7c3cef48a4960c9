import assert from 'node:assert/strict'
import { test } from 'node:test'
import { abrirEscena, type Escena, type Juicio } from '../fallas/escena.ts'
import type { Fallo } from '../fallas/fallo.ts'
import { FALLOS, LOTE_RELEVO, lanzarRelevo } from '../fallas/fallos.ts'

/** Muertes por punto: una en la suite; la campaña (`npm run fallas`) hace muchas. */
const REPETICIONES = Number(process.env.REPETICIONES ?? 1)

const provocarTodos = async (escena: Escena, fallos: readonly Fallo[], decir: (texto: string) => void) => {
  for (const fallo of fallos) {
    const impedimento = fallo.impedimento?.() ?? null
    if (impedimento !== null) {
      assert.notEqual(process.env.REQUERIR, 'todo', `${fallo.nombre}: ${impedimento}`)
      decir(`SE SALTA «${fallo.nombre}»: ${impedimento}`)
      continue
    }
    for (let vez = 1; vez <= REPETICIONES; vez++) await fallo.provocar(escena, vez)
  }
}

const deLaBase = ({ nombre, red }: Fallo): boolean => nombre.startsWith('base:') && !red

const sinViolaciones = ({ violaciones, historia, testigo }: Juicio): void => {
  assert.deepEqual(violaciones.slice(0, 10), [])
  assert.ok(historia.aceptados.length > 50, `el testigo apenas vio órdenes aceptadas: ${testigo}`)
  assert.match(testigo, /"defectos":\[\]/)
}

test('matar el proceso en cada punto, con carga: nada se pierde ni se repite', async (t) => {
  await using escena = await abrirEscena()
  await provocarTodos(
    escena,
    FALLOS.filter((f) => !f.embebida && !f.red && !f.broker && !deLaBase(f)),
    (texto) => t.diagnostic(texto),
  )
  await escena.vivo()
  await using _relevo = lanzarRelevo(escena)
  sinViolaciones(await escena.juzgar({ muertes: REPETICIONES, lote: LOTE_RELEVO }))
})

test('parar y matar la base de fuera, con carga: al volver se sigue solo y nada se pierde', async (t) => {
  await using escena = await abrirEscena()
  await escena.vivo()
  await provocarTodos(escena, FALLOS.filter(deLaBase), (texto) => t.diagnostic(texto))
  sinViolaciones(await escena.juzgar())
})

test('matar el PostgreSQL embebido, con carga: se repone solo y nada se pierde', async (t) => {
  await using escena = await abrirEscena({ embebida: true })
  await escena.vivo()
  await provocarTodos(
    escena,
    FALLOS.filter((f) => f.embebida),
    (texto) => t.diagnostic(texto),
  )
  sinViolaciones(await escena.juzgar())
})
