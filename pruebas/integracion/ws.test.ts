import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { mensaje } from '#pruebas/apoyo/mensaje.ts'
import { abrirPaginaPrueba, type Cliente, conectarWs, type PaginaPrueba } from '#pruebas/apoyo/pagina-ws.ts'

const TOPICO = 'eventos-contrato'

const escribir = ({ fuente }: PaginaPrueba, cuantos: number, extra = {}) =>
  fuente.escribir(
    Array.from({ length: cuantos }, () => mensaje({ topico: TOPICO, tipo: 'ContratoCreado', ...extra })),
  )

const suscribir = (cliente: Cliente, desde?: number) =>
  cliente.enviar({
    op: 'suscribir',
    topicos: [TOPICO],
    ...(desde === undefined ? {} : { desde: { [TOPICO]: desde } }),
  })

const seguidas = (desde: number, hasta: number) =>
  Array.from({ length: hasta - desde }, (_, i) => desde + 1 + i)

test('quien se suscribe recibe los eventos que vengan, en orden y con la forma acordada', async () => {
  await using pagina = await abrirPaginaPrueba()
  escribir(pagina, 3)
  await using cliente = await conectarWs(pagina)
  await esperarQue('el lector llegó', async () => {
    suscribir(cliente)
    const t = await cliente.hasta((x) => x.op === 'suscrito')
    return t && cliente.tramas.some((x) => (x.hasta as Record<string, number>)?.[TOPICO] === 3)
  })
  const [m] = escribir(pagina, 2)
  const evento = await cliente.hasta((t) => t.op === 'evento' && t.posicion === 4)
  assert.deepEqual(evento, {
    op: 'evento',
    topico: TOPICO,
    posicion: 4,
    id: m?.id,
    tipo: 'ContratoCreado',
    clave: m?.clave,
    version: 1,
    ocurrido_en: '2026-11-30T00:53:20.123Z',
    correlacion: 'c-1',
    datos: { en: 4 },
  })
  await cliente.hasta((t) => t.posicion === 5)
  assert.deepEqual(cliente.eventos(), [4, 5])
})

test('al volver con su última posición recibe todo lo que perdió y nada dos veces', async () => {
  await using pagina = await abrirPaginaPrueba()
  {
    await using primero = await conectarWs(pagina)
    suscribir(primero, 0)
    escribir(pagina, 4)
    await primero.hasta((t) => t.posicion === 4)
  }
  escribir(pagina, 3)
  await using segundo = await conectarWs(pagina)
  suscribir(segundo, 4)
  await segundo.hasta((t) => t.posicion === 7)
  escribir(pagina, 2)
  await segundo.hasta((t) => t.posicion === 9)
  assert.deepEqual(segundo.eventos(), [5, 6, 7, 8, 9])
})

test('quien se quedó más atrás de lo recordado lo recibe de la bitácora, sin hueco con lo que va llegando', async () => {
  await using pagina = await abrirPaginaPrueba()
  escribir(pagina, 3000)
  await using cliente = await conectarWs(pagina)
  suscribir(cliente, 10)
  escribir(pagina, 700)
  await cliente.hasta((t) => t.posicion === 3700)
  assert.deepEqual(cliente.eventos(), seguidas(10, 3700))
})

test('un rango podado o que aún no existe es un reinicio, y desde ahí sigue en vivo', async () => {
  await using pagina = await abrirPaginaPrueba()
  escribir(pagina, 2000)
  pagina.fuente.podar(TOPICO, 1500)
  for (const desde of [3, 99_999]) {
    await using cliente = await conectarWs(pagina)
    suscribir(cliente, desde)
    assert.deepEqual(await cliente.hasta((t) => t.op === 'reinicio'), { op: 'reinicio', topico: TOPICO })
    const [nuevo] = escribir(pagina, 1)
    await cliente.hasta((t) => t.posicion === nuevo?.posicion)
    assert.equal(cliente.eventos().length, 1)
  }
})

test('suscribirse otra vez a lo mismo no repite ni pierde', async () => {
  await using pagina = await abrirPaginaPrueba()
  await using cliente = await conectarWs(pagina)
  suscribir(cliente)
  await cliente.hasta((t) => t.op === 'suscrito')
  escribir(pagina, 5)
  await cliente.hasta((t) => t.posicion === 5)
  suscribir(cliente, 5)
  await esperarQue(
    'la segunda suscripción',
    () => cliente.tramas.filter((t) => t.op === 'suscrito').length === 2,
  )
  escribir(pagina, 5)
  await cliente.hasta((t) => t.posicion === 10)
  assert.deepEqual(cliente.eventos(), seguidas(0, 10))
})

test('el resultado de un comando llega a su actor y a nadie más', async () => {
  await using pagina = await abrirPaginaPrueba({
    decodificar: (m) => ({
      id: m.clave,
      tipo: 'CrearContrato',
      codigo: 'SolapeDeVigencia',
      detalle: 'se cruza',
    }),
  })
  await using cliente = await conectarWs(pagina)
  suscribir(cliente)
  await cliente.hasta((t) => t.op === 'suscrito')
  const topico = 'resultados-comando'
  const [ajeno, suyo] = pagina.fuente.escribir([
    mensaje({ topico, tipo: 'ComandoRechazado', actor: 'otra persona' }),
    mensaje({ topico, tipo: 'ComandoRechazado', actor: 'local' }),
  ])
  assert.deepEqual(await cliente.hasta((t) => t.op === 'comando'), {
    op: 'comando',
    id: suyo?.clave,
    estado: 'rechazado',
    tipo: 'CrearContrato',
    problema: { codigo: 'SolapeDeVigencia', detail: 'se cruza' },
  })
  assert.ok(!cliente.tramas.some((t) => t.id === ajeno?.clave))
})

test('una bitácora que retrocede es un reinicio para todos', async () => {
  let atras = false
  await using pagina = await abrirPaginaPrueba({
    espiar: (f) => ({
      ...f,
      leer: async (...args) => {
        const tramo = await f.leer(...args)
        return atras ? { ...tramo, mensajes: [], cabeza: 1 } : tramo
      },
    }),
  })
  await using cliente = await conectarWs(pagina)
  suscribir(cliente)
  await cliente.hasta((t) => t.op === 'suscrito')
  escribir(pagina, 5)
  await cliente.hasta((t) => t.posicion === 5)
  atras = true
  escribir(pagina, 1)
  await cliente.hasta((t) => t.op === 'reinicio' && t.topico === TOPICO)
})

test('el mismo evento llega entero a muchas conexiones a la vez', async () => {
  await using pagina = await abrirPaginaPrueba()
  const clientes = await Promise.all(Array.from({ length: 40 }, () => conectarWs(pagina)))
  try {
    for (const cliente of clientes) suscribir(cliente, 0)
    escribir(pagina, 300)
    for (const cliente of clientes) {
      await cliente.hasta((t) => t.posicion === 300)
      assert.deepEqual(cliente.eventos(), seguidas(0, 300))
    }
  } finally {
    await Promise.all(clientes.map((c) => c[Symbol.asyncDispose]()))
  }
})
