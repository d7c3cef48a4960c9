import assert from 'node:assert/strict'
import { test } from 'node:test'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'
import { ENFOCADO, elegirEn, escribirEn, pulsar, tabular } from '#pruebas/apoyo/teclado.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

test('sólo con el teclado: se redacta un contrato, se firma por las dos partes, se procesa y se le registra un otrosí', {
  skip,
}, async () => {
  const hecho = await sistema.sembrar()
  const { nombres } = (await sistema.api.pedir(`GET /contratos/${hecho.contrato}`)).cuerpo
  await using persona = await sistema.entrar()
  const { pagina, errores } = persona
  await pagina.locator('tbody tr').first().waitFor()
  await pagina.keyboard.press('n')
  await pagina.getByRole('heading', { name: 'Nuevo contrato' }).waitFor()
  await elegirEn(pagina, /^Propiedad/, nombres.propiedad)
  await elegirEn(pagina, /^Compañía/, nombres.compania)
  await elegirEn(pagina, /^Inquilino/, nombres.inquilino)
  // el día y el mes iguales: el orden de la caja de fecha lo pone el navegador
  await tabular(pagina, /^Inicio/)
  await pagina.keyboard.type('02022028')
  await pulsar(pagina, /^1 año$/)
  await escribirEn(pagina, /^Canon mensual/, '4.500.000')
  await pulsar(pagina, /^Crear$/)
  await pagina.getByText('Faltan 2 firmas de 2.').waitFor()
  await pulsar(pagina, /^Firmar en nombre de/)
  await pagina.getByText('Falta 1 firma de 2.').waitFor()
  await pulsar(pagina, /^Firmar en nombre de/)
  await pagina.locator('.cabecera .estado-firmado').waitFor()
  await pulsar(pagina, /^Procesar/)
  await pagina.getByRole('dialog').waitFor()
  await tabular(pagina, /acta de entrega/)
  await pagina.keyboard.press('Space')
  await pagina.keyboard.press('Enter')
  await pagina.locator('.cabecera .estado-procesado').waitFor()
  await pulsar(pagina, /^Registrar otrosí/)
  await pagina.getByRole('dialog').waitFor()
  await tabular(pagina, /^Rige desde/)
  await pagina.keyboard.type('06062028')
  await escribirEn(pagina, /^Canon nuevo/, '5.000.000')
  for (const parte of [nombres.compania, nombres.inquilino]) {
    await tabular(pagina, new RegExp(parte))
    await pagina.keyboard.press('Space')
  }
  await pagina.keyboard.press('Enter')
  await pagina.getByRole('heading', { name: 'Otrosíes' }).waitFor()
  await pagina.locator('.hito[data-tipo=OtrosiRegistrado]').waitFor()
  assert.deepEqual(errores, [])
})

test('sólo con el teclado: de operaciones al catálogo, y el foco llega al título de cada vista', {
  skip,
}, async () => {
  await using persona = await sistema.entrar({ ruta: '/operaciones' })
  const { pagina } = persona
  await pagina.locator('.servicio').first().waitFor()
  for (const pestana of ['Apartados', 'Proyecciones', 'Eventos', 'Catálogo']) {
    await pulsar(pagina, new RegExp(`^${pestana}$`))
    await esperarQue('el foco va al título', async () => (await pagina.evaluate(ENFOCADO)) === pestana)
  }
})

test('en un teléfono la pestaña y la sección en que se está quedan a la vista', { skip }, async () => {
  await using persona = await sistema.entrar({ ancho: 360, alto: 740, ruta: '/operaciones/catalogo' })
  const { pagina } = persona
  await pagina.locator('tbody tr').first().waitFor()
  for (const tira of ['.pestanas', '.menu']) {
    const caja = await pagina.locator(`${tira} [aria-current]`).boundingBox()
    assert.ok(caja && caja.x >= 0 && caja.x + caja.width <= 360, `${tira}: ${JSON.stringify(caja)}`)
  }
})

test('lo que se teclea nada más pedir «Ir a…» cae entero en su caja', { skip }, async () => {
  await sistema.sembrar()
  await using persona = await sistema.entrar()
  const { pagina } = persona
  await pagina.locator('tbody tr').first().waitFor()
  // en el mismo turno, como quien teclea más deprisa de lo que se pinta
  await pagina.evaluate(`(() => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }))
    return Promise.resolve().then(() => Promise.resolve()).then(() => { window.tras = document.activeElement.matches('dialog input') })
  })()`)
  assert.equal(await pagina.evaluate('window.tras'), true)
})
