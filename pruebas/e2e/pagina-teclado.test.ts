import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirSistemaPagina, navegador, type SistemaPagina } from '#pruebas/apoyo/sistema-pagina.ts'

const { saltar: skip } = navegador
let sistema: SistemaPagina
before(async () => {
  if (!skip) sistema = await abrirSistemaPagina()
})
after(async () => {
  if (!skip) await sistema[Symbol.asyncDispose]()
})

/** Con qué se nombra lo enfocado: su etiqueta, o lo que dice. */
const ENFOCADO = `(() => {
  const n = document.activeElement
  const rotulo = n.getAttribute('aria-label') ?? n.labels?.[0]?.textContent ?? n.textContent
  return rotulo.replace(/\\s+/g, ' ').trim()
})()`

/** La opción marcada de la lista en que se escribe. */
const ACTIVA = `document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent ?? ''`

/** Avanza con Tab hasta lo que se llama así, como haría quien no tiene ratón. */
const tabular = async (pagina: Page, nombre: RegExp): Promise<void> => {
  for (let i = 0; i < 80; i += 1) {
    await pagina.keyboard.press('Tab')
    if (nombre.test(await pagina.evaluate<string>(ENFOCADO))) return
  }
  assert.fail(`no se llega con Tab a ${nombre}`)
}

const escribirEn = async (pagina: Page, nombre: RegExp, texto: string): Promise<void> => {
  await tabular(pagina, nombre)
  await pagina.keyboard.type(texto)
}

/** En una lista que se busca: escribir, esperar a la opción y elegirla con Enter. */
const elegirEn = async (pagina: Page, campo: RegExp, texto: string): Promise<void> => {
  await escribirEn(pagina, campo, texto)
  await esperarQue('la opción está marcada', async () =>
    (await pagina.evaluate<string>(ACTIVA)).includes(texto),
  )
  await pagina.keyboard.press('Enter')
}

const pulsar = async (pagina: Page, nombre: RegExp): Promise<void> => {
  await tabular(pagina, nombre)
  await pagina.keyboard.press('Enter')
}

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
