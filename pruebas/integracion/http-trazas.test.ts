import assert from 'node:assert/strict'
import { test } from 'node:test'
import { abrirColectorPrueba } from '#pruebas/apoyo/colector.ts'
import { abrirColector } from '#seedwork/infraestructura/trazas/otel.ts'
import { abrirMuestra, TOKEN } from './http-apoyo.ts'

const MARCADA = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const SIN_MARCAR = MARCADA.replace(/01$/, '00')

type Pedido = Readonly<{ ruta: string; traceparent?: string; token?: string }>

/** Hace esas peticiones, en orden, y contesta lo que llegó al colector. */
const lapsosDe = async (muestra: number, pedidos: readonly Pedido[]) => {
  await using colector = await abrirColectorPrueba()
  const avisos: boolean[] = []
  {
    await using salida = abrirColector({
      ...{ url: colector.url, muestra, version: '1.2.3', alCambiar: (falla) => void avisos.push(falla) },
    })
    await using m = await abrirMuestra({}, true, salida.trazasDe('muestra'))
    for (const { ruta, traceparent, token = TOKEN } of pedidos)
      await fetch(m.url + ruta, {
        headers: { authorization: `Bearer ${token}`, ...(traceparent && { traceparent }) },
      }).then((r) => r.text())
  }
  assert.deepEqual(avisos, [])
  return colector.lapsos
}

const ID = '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b'

test('al cien por cien se guarda todo menos los sondeos y lo que no pide credencial', async () => {
  const rutas = ['/cosas?q=Zoraida', '/vivo', `/cosas/${ID}`, '/documento']
  const lapsos = await lapsosDe(
    1,
    rutas.map((ruta) => ({ ruta })),
  )
  assert.deepEqual(
    lapsos.map((l) => l.nombre),
    ['GET /cosas', 'GET /documento'],
  )
  assert.deepEqual(lapsos[0]?.atributos, {
    'http.request.method': 'GET',
    'http.route': '/cosas',
    'http.response.status_code': 200,
  })
})

test('al cero por ciento se guarda lo que viene marcado por quien se identificó, y nada más', async () => {
  const lapsos = await lapsosDe(0, [
    { ruta: '/cosas' },
    { ruta: '/cosas', traceparent: SIN_MARCAR },
    { ruta: '/cosas', traceparent: 'roto' },
    { ruta: '/cosas', traceparent: MARCADA, token: 'otra-credencial-que-no-vale-nada' },
    { ruta: `/cosas/${ID}`, traceparent: MARCADA },
  ])
  assert.deepEqual(
    lapsos.map((l) => [l.nombre, l.traza, l.padre]),
    [['GET /cosas/:id', '4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']],
  )
})

test('un defecto nuestro se guarda aunque no le tocara, sin su texto y con un tope', async () => {
  const inicio = performance.now()
  const pedidos = Array.from({ length: 120 }, () => ({ ruta: '/rota' }))
  const lapsos = await lapsosDe(0, pedidos)
  // Veinte por segundo, en cada segundo que se tocó.
  const tope = 20 * (Math.ceil((performance.now() - inicio) / 1_000) + 1)
  assert.ok(lapsos.length >= 1 && lapsos.length <= tope, `${lapsos.length} de ${tope}`)
  assert.equal(lapsos[0]?.atributos['error.type'], '500')
  assert.ok(lapsos.every((l) => l.fallo && l.nombre === 'GET /rota'))
  assert.doesNotMatch(JSON.stringify(lapsos), /secreto/)
})

test('un colector que no contesta no frena ni tumba a nadie, y se avisa una vez', async () => {
  const avisos: boolean[] = []
  const salida = abrirColector({
    ...{ url: 'http://127.0.0.1:9', muestra: 1, version: '0', alCambiar: (falla) => void avisos.push(falla) },
  })
  await using m = await abrirMuestra({}, true, salida.trazasDe('muestra'))
  for (let i = 0; i < 20; i++) {
    const r = await fetch(`${m.url}/cosas`, { headers: { authorization: `Bearer ${TOKEN}` } })
    assert.equal(r.status, 200)
  }
  await salida[Symbol.asyncDispose]()
  assert.deepEqual(avisos, [true])
})
