import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { mensaje } from '#pruebas/apoyo/mensaje.ts'
import { abrirFuenteBroker } from './fuente-broker.ts'
import { abrirFuenteMemoria } from './fuente-memoria.ts'

const TOPICO = 'eventos-prueba'
const enPosicion = (posicion: number) => ({ ...mensaje({ topico: TOPICO }), posicion, guardadoEn: 0 })

test('quien espera sitio sigue cuando lo hay, y no deja nada apuntado en la señal del proceso', async () => {
  const fuente = abrirFuenteBroker({ respaldo: abrirFuenteMemoria(), capacidad: 1 })
  const { signal } = new AbortController()
  for (let posicion = 1; posicion <= 20; posicion++) {
    fuente.entregar([enPosicion(posicion)])
    const espera = fuente.sitio(TOPICO, signal)
    assert.equal(getEventListeners(signal, 'abort').length, 1)
    await fuente.leer(TOPICO, posicion, 1)
    await espera
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('quien espera sitio deja de esperar al cerrar', async () => {
  const fuente = abrirFuenteBroker({ respaldo: abrirFuenteMemoria(), capacidad: 1 })
  const fin = new AbortController()
  fuente.entregar([enPosicion(1)])
  const espera = fuente.sitio(TOPICO, fin.signal)
  fin.abort()
  await espera
})
