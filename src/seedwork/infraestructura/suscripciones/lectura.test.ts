import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mensaje } from '#pruebas/apoyo/mensaje.ts'
import type { Tramo } from '../../aplicacion/fuente.ts'
import { anomalia, contiguos } from './lectura.ts'
import { retroceso } from './timbre.ts'

const tramo = (posiciones: readonly number[], cabeza: number, inicio = 1): Tramo => ({
  mensajes: posiciones.map((posicion) => ({ ...mensaje(), posicion, guardadoEn: 0 })),
  cabeza,
  inicio,
})
const usables = (desde: number, t: Tramo): number[] => contiguos(desde, t).map((m) => m.posicion)

test('sólo se usa lo que sigue al cursor sin huecos', () => {
  assert.deepEqual(usables(4, tramo([5, 6, 8], 8)), [5, 6])
  assert.deepEqual(usables(4, tramo([6, 7], 7)), [])
  assert.deepEqual(usables(4, tramo([], 4)), [])
})

test('cada manera de faltar algo tiene su motivo', () => {
  assert.equal(anomalia(4, tramo([], 4)), null)
  assert.equal(anomalia(4, tramo([5, 6, 8], 8)), null)
  assert.match(anomalia(4, tramo([6], 6)) ?? '', /falta la posición 5/)
  assert.match(anomalia(4, tramo([], 6)) ?? '', /falta la posición 5/)
  assert.match(anomalia(4, tramo([], 3)) ?? '', /acaba en 3, antes del cursor 4/)
  assert.match(anomalia(4, tramo([8], 8, 8)) ?? '', /empieza en 8: el rango desde 5 se podó/)
})

test('leyendo de cualquier bitácora con agujeros nunca se pasa por encima de uno', () => {
  const bitacoras = fc.tuple(fc.uniqueArray(fc.integer({ min: 1, max: 30 })), fc.integer({ min: 1, max: 9 }))
  fc.assert(
    fc.property(bitacoras, ([quitadas, lote]) => {
      const cabeza = 30
      const hay = Array.from({ length: cabeza }, (_, i) => i + 1).filter((p) => !quitadas.includes(p))
      let cursor = 0
      for (;;) {
        const t = tramo(hay.filter((p) => p > cursor).slice(0, lote), cabeza)
        const siguientes = usables(cursor, t)
        if (siguientes.length === 0) break
        cursor = siguientes.at(-1)!
      }
      assert.equal(cursor, Math.min(cabeza + 1, ...quitadas) - 1)
      assert.equal(
        anomalia(cursor, tramo(hay.filter((p) => p > cursor).slice(0, lote), cabeza)) === null,
        cursor === cabeza,
      )
    }),
  )
})

test('el retroceso crece, tiene azar y tiene tope', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (intento) => {
      const ms = retroceso({ base: 100, tope: 5_000 }, intento)
      const entero = Math.min(5_000, 100 * 2 ** (intento - 1))
      assert.ok(ms >= entero / 2 && ms <= entero)
    }),
  )
})
