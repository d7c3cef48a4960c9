import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cartasEn, comoSeLee } from '#pruebas/apoyo/cartas.ts'

const leer = (archivo: string): string => readFileSync(join(import.meta.dirname, 'cartas', archivo), 'utf8')

/** Las cartas guardadas, por su nombre. */
const guardadas = (archivo: string): ReadonlyMap<string, string> =>
  new Map(
    leer(archivo)
      .split(/^== /m)
      .slice(1)
      .map((c) => [c.slice(0, c.indexOf('\n')), `${c.slice(c.indexOf('\n') + 1).trimEnd()}\n`]),
  )

for (const idioma of ['es', 'en'] as const) {
  const cartas = cartasEn(idioma)
  const leidas = guardadas(`${idioma}.txt`)

  test(`en ${idioma} hay una carta guardada de cada una que se redacta`, () => {
    const nombres = cartas.map((c) => c.nombre)
    assert.deepEqual([...leidas.keys()], nombres)
    assert.equal(new Set(nombres).size, nombres.length)
  })

  for (const { nombre, escribir } of cartas)
    test(`«${nombre}» en ${idioma} dice lo que se revisó: \`node herramientas/cartas.ts\` la rehace`, () => {
      assert.equal(comoSeLee(escribir()), leidas.get(nombre))
    })
}

for (const tipo of ['ContratoFirmado', 'FirmasInvalidadas'])
  test(`la hoja de ${tipo} es la que se revisó`, () => {
    const carta = cartasEn('es').find((c) => c.nombre === tipo)
    assert.equal(carta?.escribir().html, leer(`${tipo}.html`))
  })
