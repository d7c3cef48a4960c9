import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import {
  ESTADOS_ENTREGA,
  esperaTras,
  exigirReintentable,
  POLITICA_REINTENTO as politica,
  trasIntento,
} from './entrega.ts'

test('la espera crece, con azar entre la mitad y el total, y tiene tope', () => {
  const minutos = [1, 2, 3, 4, 5].map((n) => esperaTras(n, politica, 1) / 60_000)
  assert.deepEqual(minutos, [1, 5, 25, 125, 360])
  assert.equal(esperaTras(1, politica, 0), 30_000)
})

test('cada resultado lleva a su estado', () => {
  const tras = (tipo: 'temporal' | 'permanente' | 'caida', intentos: number) =>
    trasIntento({ tipo, error: 'porque sí' }, { intentos, politica, azar: 0.5 })
  assert.deepEqual(trasIntento({ tipo: 'aceptada' }, { intentos: 1, politica, azar: 0 }), {
    ...{ estado: 'enviada', esperaMs: 0, devuelveIntento: false, error: null },
  })
  assert.deepEqual(tras('temporal', 1), {
    ...{ estado: 'reintento', esperaMs: 45_000, devuelveIntento: false, error: 'porque sí' },
  })
  const muerta = { estado: 'muerta', esperaMs: 0, devuelveIntento: false, error: 'porque sí' }
  assert.equal(tras('temporal', 4).estado, 'reintento')
  assert.deepEqual(tras('temporal', 5), muerta)
  assert.deepEqual(tras('permanente', 1), muerta)
  assert.deepEqual(tras('caida', 5), {
    ...{ estado: 'pendiente', esperaMs: 0, devuelveIntento: true, error: 'porque sí' },
  })
})

test('sólo se reintenta lo que no salió', () => {
  const admite = ESTADOS_ENTREGA.filter((estado) => {
    try {
      exigirReintentable('x', estado)
      return true
    } catch (error) {
      assert.ok(error instanceof ErrorDominio && error.codigo === 'ReintentoNoPermitido')
      assert.equal(error.message, `una notificación ${estado} no se reintenta`)
      assert.deepEqual(error.datos, { id: 'x', estado })
      return false
    }
  })
  assert.deepEqual(admite, ['reintento', 'fallida', 'muerta'])
})
