import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conMemoria, type Veredicto } from './memoria.ts'

const ana: Veredicto = { principal: { nombre: 'ana', roles: ['lector'] } }

test('una credencial buena se averigua una vez; una mala, siempre', async () => {
  let veces = 0
  const autenticar = conMemoria(
    async (c) => {
      veces += 1
      return c === 'buena' ? ana : null
    },
    { vigencia: 60_000 },
  )
  assert.equal(await autenticar('buena'), ana.principal)
  assert.equal(autenticar('buena'), ana.principal, 'sin esperar')
  assert.equal(veces, 1)
  assert.equal(await autenticar('mala'), null)
  assert.equal(await autenticar('mala'), null)
  assert.equal(veces, 3)
  assert.deepEqual([autenticar.conoce?.('buena'), autenticar.conoce?.('mala')], [true, false])
})

test('las que llegan juntas esperan a una sola averiguación', async () => {
  const puerta = Promise.withResolvers<Veredicto>()
  let veces = 0
  const autenticar = conMemoria(
    () => {
      veces += 1
      return puerta.promise
    },
    { vigencia: 60_000 },
  )
  const tres = Promise.all([autenticar('a'), autenticar('a'), autenticar('a')])
  puerta.resolve(ana)
  assert.deepEqual(await tres, [ana.principal, ana.principal, ana.principal])
  assert.equal(veces, 1)
})

test('lo vencido y lo revocado no se recuerdan, ni lo que se averiguaba al revocar', async () => {
  let respuesta: Veredicto | null = { ...ana, caduca: Date.now() - 1 }
  const autenticar = conMemoria(async () => respuesta, { vigencia: 60_000 })
  await autenticar('a')
  respuesta = null
  assert.equal(await autenticar('a'), null, 'venció: se vuelve a preguntar')

  const lenta = Promise.withResolvers<Veredicto | null>()
  let tardan = true
  const otra = conMemoria(async () => (tardan ? lenta.promise : null), { vigencia: 60_000 })
  const enVuelo = otra('a')
  otra.olvidar()
  lenta.resolve(ana)
  assert.equal(await enVuelo, ana.principal)
  tardan = false
  assert.equal(await otra('a'), null, 'no quedó recordada')
})

test('no recuerda más de las que caben: sale la más vieja', async () => {
  const autenticar = conMemoria(async () => ana, { vigencia: 60_000, maximo: 2 })
  for (const c of ['a', 'b', 'c']) await autenticar(c)
  assert.deepEqual(
    ['a', 'b', 'c'].map((c) => autenticar.conoce?.(c)),
    [false, true, true],
  )
})

test('quien averigua puede fallar, y la próxima lo intenta de nuevo', async () => {
  let falla = true
  const autenticar = conMemoria(
    async () => {
      if (falla) throw new Error('sin base')
      return ana
    },
    { vigencia: 60_000 },
  )
  await assert.rejects(async () => autenticar('a'), /sin base/)
  falla = false
  assert.equal(await autenticar('a'), ana.principal)
})
