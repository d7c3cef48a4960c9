import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { mensaje } from '#pruebas/apoyo/mensaje.ts'
import type { Fuente } from '../../aplicacion/fuente.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { sinRegistro } from '../registro.ts'
import { abrirFuenteMemoria } from './fuente-memoria.ts'
import { abrirLectorEfimero } from './lector-efimero.ts'

const TOPICO = 'eventos-prueba'
const abrir = (fuente: Fuente, capacidad = 5) =>
  abrirLectorEfimero({ fuente, topicos: [TOPICO], capacidad, registro: sinRegistro, sondeo: 20 })
const escribir = (fuente: { escribir(m: ReturnType<typeof mensaje>[]): unknown }, n: number): void => {
  fuente.escribir(Array.from({ length: n }, () => mensaje({ topico: TOPICO })))
}
const posiciones = (tramo: readonly Mensaje[] | 'perdido') =>
  tramo === 'perdido' ? tramo : tramo.map((m) => m.posicion)

test('sigue desde el final, recuerda lo último y dice qué se perdió', async () => {
  const fuente = abrirFuenteMemoria()
  escribir(fuente, 8)
  await using lector = abrir(fuente)
  const oidos: number[] = []
  lector.alMensaje((m) => oidos.push(m.posicion))
  await esperarQue('se sitúa', () => lector.hasta(TOPICO) === 8)
  assert.deepEqual(oidos, [])
  escribir(fuente, 2)
  await esperarQue('oye', () => oidos.length === 2)
  assert.deepEqual(oidos, [9, 10])
  assert.deepEqual(posiciones(lector.desde(TOPICO, 5)), [6, 7, 8, 9, 10])
  assert.deepEqual(posiciones(lector.desde(TOPICO, 10)), [])
  assert.equal(lector.desde(TOPICO, 4), 'perdido')
  assert.equal(lector.desde(TOPICO, 11), 'perdido')
  assert.equal(lector.desde('otro', 0), 'perdido')
})

test('un tópico vacío se recuerda entero desde el principio', async () => {
  const fuente = abrirFuenteMemoria()
  await using lector = abrir(fuente)
  await esperarQue('se sitúa', () => lector.desde(TOPICO, 0) !== 'perdido')
  escribir(fuente, 3)
  await esperarQue('oye', () => lector.hasta(TOPICO) === 3)
  assert.deepEqual(posiciones(lector.desde(TOPICO, 0)), [1, 2, 3])
})

test('quien deja de oír ya no oye', async () => {
  const fuente = abrirFuenteMemoria()
  await using lector = abrir(fuente)
  const oidos: number[] = []
  const callar = lector.alMensaje((m) => oidos.push(m.posicion))
  await esperarQue('se sitúa', () => lector.desde(TOPICO, 0) !== 'perdido')
  callar()
  escribir(fuente, 1)
  await esperarQue('lee', () => lector.hasta(TOPICO) === 1)
  assert.deepEqual(oidos, [])
})

test('si la bitácora es otra, olvida lo que recordaba y avisa', async () => {
  let fuente = abrirFuenteMemoria()
  escribir(fuente, 6)
  await using lector = abrir({ leer: (...pedido) => fuente.leer(...pedido), alLlegar: () => () => {} })
  const reinicios: string[] = []
  lector.alReiniciar((topico) => reinicios.push(topico))
  await esperarQue('se sitúa', () => lector.hasta(TOPICO) === 6)
  fuente = abrirFuenteMemoria()
  escribir(fuente, 2)
  await esperarQue('avisa', () => reinicios.length > 0)
  assert.equal(lector.hasta(TOPICO), 2)
  assert.equal(lector.desde(TOPICO, 6), 'perdido')
})

test('con la fuente caída insiste hasta que vuelve', async () => {
  const fuente = abrirFuenteMemoria()
  escribir(fuente, 1)
  let caida = true
  await using lector = abrir({
    ...fuente,
    async leer(...pedido) {
      if (caida) throw new Error('no contesta')
      return fuente.leer(...pedido)
    },
  })
  assert.equal(lector.desde(TOPICO, 0), 'perdido')
  caida = false
  await esperarQue('vuelve', () => lector.hasta(TOPICO) === 1)
})
