import assert from 'node:assert/strict'
import test from 'node:test'
import type { EstadoSuscripcion } from './suscriptor.ts'
import { estaVivo, SIN_VUELTA_MAXIMO } from './vida.ts'

const estado = (cambios: Partial<EstadoSuscripcion> = {}): EstadoSuscripcion => ({
  ...{ situacion: 'activa', motivo: null, sinVuelta: 0, retenidas: 0, topicos: [] },
  ...cambios,
})
const topico = { topico: 'eventos-contrato', posicion: 1, cabeza: 9_000, motivo: null }

test('atrasado no es muerto: lo que cuenta es que dé vueltas', () => {
  assert.ok(estaVivo(estado({ topicos: [{ ...topico, estado: 'activa' }] })))
  assert.ok(estaVivo(estado({ sinVuelta: SIN_VUELTA_MAXIMO - 1 })))
  assert.ok(!estaVivo(estado({ sinVuelta: SIN_VUELTA_MAXIMO })))
})

test('quien espera turno también tiene que dar vueltas', () => {
  assert.ok(estaVivo(estado({ situacion: 'esperando' })))
  assert.ok(!estaVivo(estado({ situacion: 'esperando', sinVuelta: SIN_VUELTA_MAXIMO })))
})

test('en pausa se vive mientras se insiste; cerrado o con un tópico detenido, no', () => {
  assert.ok(estaVivo(estado({ situacion: 'pausada', motivo: 'la base no contesta' })))
  assert.ok(!estaVivo(estado({ situacion: 'cerrada' })))
  assert.ok(!estaVivo(estado({ topicos: [{ ...topico, estado: 'detenida' }] })))
})

test('el plazo se puede acortar', () => {
  assert.ok(!estaVivo(estado({ sinVuelta: 60 }), 50))
})
