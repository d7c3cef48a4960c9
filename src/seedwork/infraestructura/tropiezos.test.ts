import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sinTropiezo } from '../aplicacion/tropiezo.ts'
import { tropiezoDeEntorno } from './tropiezos.ts'

test('sin pedirlo, o fuera de las pruebas, no hay tropiezo', () => {
  assert.equal(tropiezoDeEntorno({ ALPES_PRUEBAS: 'si' }), sinTropiezo)
  assert.equal(tropiezoDeEntorno({ FALLA_EN: 'lector:tras-efecto:1' }), sinTropiezo)
})

test('en el n-ésimo paso por el punto se manda la señal pedida, y sólo entonces', (t) => {
  const matar = t.mock.method(process, 'kill', () => true)
  const detener = tropiezoDeEntorno({ ALPES_PRUEBAS: 'si', FALLA_EN: 'lector:tras-efecto:2:detener' })
  for (const punto of ['lector:tras-efecto', 'lector:tras-commit']) void detener(punto)
  assert.equal(matar.mock.callCount(), 0)
  for (let i = 0; i < 3; i++) void detener('lector:tras-efecto')
  assert.deepEqual(
    matar.mock.calls.map((c) => c.arguments),
    [[process.pid, 'SIGSTOP']],
  )
  void tropiezoDeEntorno({ ALPES_PRUEBAS: 'si', FALLA_EN: 'a:b:1' })('a:b')
  assert.deepEqual(matar.mock.calls[1]?.arguments, [process.pid, 'SIGKILL'])
})

test('una petición mal escrita se dice', () => {
  assert.throws(() => tropiezoDeEntorno({ ALPES_PRUEBAS: 'si', FALLA_EN: 'lector' }), /FALLA_EN/)
})
