import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

const firmarPorApi = async (contrato: string, parte: string): Promise<void> => {
  const { cuerpo } = await sistema.api.pedir(`GET /contratos/${contrato}`)
  const r = await sistema.api.pedir(`POST /contratos/${contrato}/firmas`, {
    cuerpo: { id_parte: parte, hash: cuerpo.hash },
  })
  assert.equal(r.estado, 201, r.texto)
}

test('lo que una persona cambia, la otra lo ve sin tocar nada', { skip }, async () => {
  const { contrato, numero } = await sistema.sembrar()
  await using ana = await sistema.entrar()
  await using luis = await sistema.entrar({ ruta: `/contratos/${contrato}` })
  const fila = ana.pagina.locator(`tr[data-id="${contrato}"]`)
  await fila.getByText('Pendiente').waitFor()
  await luis.pagina.locator('.boton-firma').first().click()
  await luis.pagina.getByText('Falta 1 firma de 2.').waitFor()
  await luis.pagina.locator('.boton-firma').click()
  await fila.getByText('Firmado').waitFor()
  await ana.pagina.locator('tr.destello', { hasText: numero }).waitFor()
  const otro = await sistema.sembrar()
  await ana.pagina.locator(`tr[data-id="${otro.contrato}"]`).waitFor()
})

test('con la lista corrida los nuevos esperan en una píldora y nada se mueve', { skip }, async () => {
  for (let i = 0; i < 12; i += 1) await sistema.sembrar()
  await using ana = await sistema.entrar({ alto: 500 })
  const { pagina } = ana
  await pagina.locator('tbody tr').first().waitFor()
  await pagina.evaluate('scrollTo(0, 600)')
  const antes = await pagina.locator('tbody tr').first().getAttribute('data-id')
  const { contrato } = await sistema.sembrar()
  await pagina.getByRole('button', { name: '1 contrato nuevo' }).waitFor()
  assert.equal(await pagina.locator('tbody tr').first().getAttribute('data-id'), antes)
  await pagina.getByRole('button', { name: '1 contrato nuevo' }).click()
  await esperarQue(
    'el nuevo va primero',
    async () => (await pagina.locator('tbody tr').first().getAttribute('data-id')) === contrato,
  )
})

test('una fila que deja de cumplir el filtro se queda en su sitio y lo dice', { skip }, async () => {
  const { contrato, compania, inquilino } = await sistema.sembrar()
  await using ana = await sistema.entrar({ ruta: '/contratos?estado=Pendiente' })
  const fila = ana.pagina.locator(`tr[data-id="${contrato}"]`)
  await fila.waitFor()
  await firmarPorApi(contrato, compania)
  await firmarPorApi(contrato, inquilino)
  await fila.getByText('Ya no cumple el filtro').waitFor()
})

test('con la conexión cortada lo dice, y al volver no falta nada', { skip }, async () => {
  const { contrato, compania, inquilino } = await sistema.sembrar()
  await using ana = await sistema.entrar()
  await using luis = await sistema.entrar({ ruta: '/actividad' })
  const fila = ana.pagina.locator(`tr[data-id="${contrato}"]`)
  await fila.getByText('Pendiente').waitFor()
  await luis.pagina.locator('.suceso').first().waitFor()
  const levantar = await sistema.tumbar()
  await ana.pagina.locator('.conexion-reconectando').waitFor()
  await ana.pagina.getByText(/Sin conexión en vivo/).waitFor()
  await firmarPorApi(contrato, compania)
  await firmarPorApi(contrato, inquilino)
  const otro = await sistema.sembrar()
  await levantar()
  await fila.getByText('Firmado').waitFor({ timeout: 25_000 })
  await ana.pagina.locator(`tr[data-id="${otro.contrato}"]`).waitFor()
  await ana.pagina.locator('.conexion-conectado').waitFor()
  await luis.pagina.locator('.conexion-conectado').waitFor({ timeout: 25_000 })
  const { cuerpo } = await sistema.api.pedir('GET /bitacora/eventos-contrato?desde=0&limite=1')
  const posiciones = await esperarQue('el hilo llega hasta la cabeza', async () => {
    const vistas = await luis.pagina
      .locator('.suceso-eventos-contrato')
      .evaluateAll((nodos) => nodos.map((n) => Number(n.getAttribute('data-posicion'))))
    return vistas.includes(cuerpo.cabeza) ? vistas : null
  })
  const ordenadas = posiciones.toSorted((a, b) => a - b)
  const primera = ordenadas[0] ?? 0
  assert.deepEqual(
    ordenadas,
    ordenadas.map((_, i) => primera + i),
    'sin huecos',
  )
})

test('la actividad se pausa, se filtra y se retoma', { skip }, async () => {
  await using ana = await sistema.entrar({ ruta: '/actividad' })
  const { pagina } = ana
  await pagina.locator('.suceso').first().waitFor()
  await pagina.getByRole('button', { name: 'Pausar' }).click()
  const antes = await pagina.locator('.suceso').count()
  await sistema.sembrar()
  await pagina.getByRole('button', { name: /Seguir \(4\)/ }).waitFor()
  assert.equal(await pagina.locator('.suceso').count(), antes)
  await pagina.getByRole('button', { name: /Seguir/ }).click()
  await esperarQue('entran los retenidos', async () => (await pagina.locator('.suceso').count()) >= antes + 4)
  await pagina.getByRole('button', { name: 'Inmuebles' }).click()
  assert.equal(await pagina.locator('.suceso:not(.suceso-eventos-inmueble)').count(), 0)
  assert.match(pagina.url(), /topico=eventos-inmueble/)
})
