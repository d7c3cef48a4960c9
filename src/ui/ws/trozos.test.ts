import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mensaje } from '#pruebas/apoyo/mensaje.ts'
import { abrirFuenteMemoria } from '#seedwork/infraestructura/fuentes/fuente-memoria.ts'
import { crearTrozos } from './trozos.ts'

const TOPICO = 'eventos-prueba'

const abrir = (cuantos: number) => {
  const fuente = abrirFuenteMemoria()
  fuente.escribir(Array.from({ length: cuantos }, () => mensaje()))
  let lecturas = 0
  const trozos = crearTrozos({
    leer(...args) {
      lecturas += 1
      return fuente.leer(...args)
    },
  })
  return { fuente, trozos, lecturas: () => lecturas }
}

test('mil que vuelven por sitios distintos del mismo trozo lo leen una vez', async () => {
  const { trozos, lecturas } = abrir(600)
  const tramos = await Promise.all(Array.from({ length: 1_000 }, (_, i) => trozos.leer(TOPICO, i % 256)))
  assert.equal(lecturas(), 1)
  for (const [i, { mensajes }] of tramos.entries()) {
    assert.equal(mensajes[0]?.posicion, (i % 256) + 1)
    assert.equal(mensajes.at(-1)?.posicion, 256)
  }
})

test('un trozo lleno se recuerda; el último, que aún crece, se vuelve a leer', async () => {
  const { fuente, trozos, lecturas } = abrir(300)
  await trozos.leer(TOPICO, 10)
  await trozos.leer(TOPICO, 20)
  assert.equal(lecturas(), 1)
  assert.equal((await trozos.leer(TOPICO, 256)).mensajes.length, 44)
  fuente.escribir([mensaje()])
  assert.equal((await trozos.leer(TOPICO, 256)).mensajes.length, 45)
  assert.equal(lecturas(), 3)
})

test('lo que se leyó de una bitácora que se perdió se olvida', async () => {
  const { trozos, lecturas } = abrir(300)
  await trozos.leer(TOPICO, 0)
  trozos.olvidar('eventos-otra')
  await trozos.leer(TOPICO, 0)
  assert.equal(lecturas(), 1)
  trozos.olvidar(TOPICO)
  await trozos.leer(TOPICO, 0)
  assert.equal(lecturas(), 2)
})

test('una lectura que falla no se queda: la siguiente vuelve a preguntar', async () => {
  const { fuente } = abrir(300)
  let falla = true
  const trozos = crearTrozos({
    leer: (...args) => (falla ? Promise.reject(new Error('caída')) : fuente.leer(...args)),
  })
  await assert.rejects(trozos.leer(TOPICO, 0), /caída/)
  falla = false
  assert.equal((await trozos.leer(TOPICO, 0)).mensajes.length, 256)
})
