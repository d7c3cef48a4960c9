import assert from 'node:assert/strict'
import { test } from 'node:test'
import { abrirColectorPrueba } from '#pruebas/apoyo/colector.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirSistemaPagina, navegador } from '#pruebas/apoyo/sistema-pagina.ts'
import { abrirColector } from '#seedwork/infraestructura/trazas/otel.ts'

const { saltar: skip } = navegador

test('un clic de verdad en la página es el principio de su traza', { skip }, async () => {
  await using colector = await abrirColectorPrueba()
  await using salida = abrirColector({
    ...{ url: colector.url, muestra: 1, version: '0.0.0', alCambiar: () => {} },
  })
  await using sistema = await abrirSistemaPagina((servicio) => salida.trazasDe(servicio))
  const { contrato } = await sistema.ejecutar()
  await using persona = await sistema.entrar({ ruta: `/contratos/${contrato}` })
  const { pagina, errores } = persona
  await pagina.locator('.seccion-acciones').getByRole('button', { name: 'Prorrogar' }).click()
  const dialogo = pagina.getByRole('dialog')
  await dialogo.getByRole('button', { name: '1 año' }).click()
  await dialogo.getByRole('button', { name: 'Prorrogar' }).click()
  await dialogo.waitFor({ state: 'detached' })
  const paso = pagina.locator('.hito[data-tipo=ContratoProrrogado]')
  const suTraza = await paso.locator('.traza').getAttribute('title')

  const clic = await esperarQue(
    'llega el clic',
    () => colector.lapsos.find((l) => l.nombre === 'clic'),
    20_000,
  )
  const nombres = (): string[] => colector.lapsos.filter((l) => l.traza === clic.traza).map((l) => l.nombre)
  const pedidos = [
    ...['clic', 'BFF POST', 'POST /contratos/:id/prorrogas', 'comando ProrrogarContrato', 'repartir trama'],
    'procesar eventos-contrato',
  ]
  await esperarQue(`llega el resto: ${pedidos}`, () => pedidos.every((n) => nombres().includes(n)), 20_000)
  assert.equal(clic.padre, null)
  assert.equal(suTraza, clic.traza, 'la historia dice de qué traza salió')
  const bff = colector.lapsos.find((l) => l.traza === clic.traza && l.nombre === 'BFF POST')
  assert.equal(bff?.padre, clic.id)
  assert.ok(clic.hasta - clic.desde > 0)
  assert.deepEqual(errores, [])
})

test('con dónde mirar las trazas, cada paso de la historia enlaza la suya', { skip }, async () => {
  await using colector = await abrirColectorPrueba()
  await using salida = abrirColector({
    ...{ url: colector.url, muestra: 1, version: '0.0.0', alCambiar: () => {} },
  })
  await using sistema = await abrirSistemaPagina((servicio) => salida.trazasDe(servicio))
  const { contrato } = await sistema.ejecutar()
  const { elementos } = (await sistema.api.pedir(`GET /contratos/${contrato}/historial`)).cuerpo
  const procesado = elementos.find((e: { tipo: string }) => e.tipo === 'ContratoProcesado')
  await using persona = await sistema.entrar()
  const { pagina } = persona
  await pagina.route(`**/contratos/${contrato}`, async (ruta) => {
    if (ruta.request().resourceType() !== 'document') return ruta.continue()
    const r = await ruta.fetch()
    const cuerpo = (await r.text()).replace('<html', '<html data-trazas="https://trazas.example/t/{traza}"')
    return ruta.fulfill({ response: r, body: cuerpo })
  })
  await pagina.goto(`${sistema.url()}/contratos/${contrato}`)
  const enlace = pagina.locator('.hito[data-tipo=ContratoProcesado] .traza a')
  await enlace.waitFor()
  const id = String(procesado.traceparent).split('-')[1]
  assert.equal(await enlace.getAttribute('href'), `https://trazas.example/t/${id}`)
})
