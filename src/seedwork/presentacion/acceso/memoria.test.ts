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

test('lo recordado vale hasta su hora, y ni un milisegundo más', async (t) => {
  let ahora = 0
  let pared = 1_000
  t.mock.method(performance, 'now', () => ahora)
  t.mock.method(Date, 'now', () => pared)
  let veces = 0
  const contar = async () => {
    veces += 1
    return { ...ana, caduca: 2_000 }
  }
  const autenticar = conMemoria(contar, { vigencia: 100 })
  const preguntas = async () => {
    await autenticar('a')
    return veces
  }
  assert.equal(await preguntas(), 1)
  ahora = 99
  assert.equal(await preguntas(), 1)
  ahora = 100
  assert.equal(await preguntas(), 2, 'pasó la vigencia')
  pared = 1_999
  assert.equal(await preguntas(), 2)
  pared = 2_000
  assert.equal(await preguntas(), 3, 'venció la credencial')
})

test('una mala deja de conocerse, y olvidar las olvida todas', async () => {
  let respuesta: Veredicto | null = ana
  const autenticar = conMemoria(async () => respuesta, { vigencia: 0 })
  await autenticar('a')
  assert.equal(autenticar.conoce?.('a'), true)
  respuesta = null
  await autenticar('a')
  assert.equal(autenticar.conoce?.('a'), false)
  respuesta = ana
  await autenticar('a')
  await autenticar('b')
  autenticar.olvidar()
  assert.deepEqual([autenticar.conoce?.('a'), autenticar.conoce?.('b')], [false, false])
})

test('dos revocaciones seguidas también se notan, y caben todas las que se dijo', async () => {
  const lenta = Promise.withResolvers<Veredicto | null>()
  const autenticar = conMemoria(() => lenta.promise, { vigencia: 60_000 })
  const enVuelo = autenticar('a')
  autenticar.olvidar()
  autenticar.olvidar()
  lenta.resolve(ana)
  await enVuelo
  assert.equal(autenticar.conoce?.('a'), false)
  const dos = conMemoria(async () => ana, { vigencia: 60_000, maximo: 2 })
  for (const c of ['a', 'b']) await dos(c)
  assert.deepEqual([dos.conoce?.('a'), dos.conoce?.('b')], [true, true])
})

test('lo que llega tras una averiguación terminada empieza otra', async () => {
  let veces = 0
  const autenticar = conMemoria(
    async () => {
      veces += 1
      return null
    },
    { vigencia: 60_000 },
  )
  await autenticar('a')
  await autenticar('a')
  assert.equal(veces, 2)
})
