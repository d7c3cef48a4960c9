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
  const bff = colector.lapsos.find((l) => l.traza === clic.traza && l.nombre === 'BFF POST')
  assert.equal(bff?.padre, clic.id)
  assert.ok(clic.hasta - clic.desde > 0)
  assert.deepEqual(errores, [])
})
