import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { FALLOS } from './fallas/fallos.ts'
import { GUIONES } from './fallas/guiones.ts'

/** La página de los fallos no puede mentir: cada escena y cada prueba que nombra existe, y ninguna escena falta. */
const TODAS = [...FALLOS, ...GUIONES]
const DOCS = join(import.meta.dirname, '../docs')

type Fila = Readonly<{ numero: number; escenas: readonly string[]; pruebas: string }>

const filas: readonly Fila[] = readFileSync(join(DOCS, 'fallas.md'), 'utf8')
  .split('\n')
  .filter((linea) => /^\| \d+ \|/.test(linea))
  .map((linea) => {
    const [, numero, , escenas = '', pruebas = ''] = linea.split('|')
    return {
      numero: Number(numero),
      escenas: [...escenas.matchAll(/`([^`]+)`/g)].map((m) => m[1]!),
      pruebas,
    }
  })

/** Los títulos de las pruebas de un archivo, como están escritos. */
const titulosDe = (archivo: string): string[] =>
  [...readFileSync(join(DOCS, archivo), 'utf8').matchAll(/\btest\(\s*(['`])(.*?)\1\s*,/g)].map((m) => m[2]!)

test('hay filas, y ninguna dos veces', () => {
  assert.ok(filas.length >= 28)
  assert.equal(new Set(filas.map((f) => f.numero)).size, filas.length)
})

for (const { numero, escenas, pruebas } of filas)
  test(`fila ${numero}: sus escenas son las que la prueban, y sus pruebas existen`, () => {
    const suyas = TODAS.filter((f) => f.filas.includes(numero)).map((f) => f.nombre)
    assert.deepEqual([...escenas].sort(), suyas.sort())
    let archivo = ''
    let citadas = 0
    for (const [, enlace, titulo] of pruebas.matchAll(/\]\(([^)]+)\)|«([^»]+)»/g)) {
      archivo = enlace ?? archivo
      if (titulo === undefined) continue
      citadas++
      assert.ok(
        titulosDe(archivo).some((t) => t.includes(titulo)),
        `${archivo} no tiene ninguna prueba que diga «${titulo}»`,
      )
    }
    assert.ok(escenas.length + citadas > 0, 'nada la prueba')
  })

test('toda escena prueba alguna fila de la página', () => {
  const conocidas = new Set(filas.map((f) => f.numero))
  const sueltas = TODAS.filter((f) => f.filas.length === 0 || f.filas.some((n) => !conocidas.has(n)))
  assert.deepEqual(
    sueltas.map((f) => f.nombre),
    [],
  )
})
