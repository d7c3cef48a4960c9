import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { esperarQue } from './esperar.ts'

/** Con qué se nombra lo enfocado: su etiqueta, o lo que dice. */
export const ENFOCADO = `(() => {
  const n = document.activeElement
  const rotulo = n.getAttribute('aria-label') ?? n.labels?.[0]?.textContent ?? n.textContent
  return rotulo.replace(/\\s+/g, ' ').trim()
})()`

/** La opción marcada de la lista en que se escribe. */
const ACTIVA = `document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent ?? ''`

/** Avanza con Tab hasta lo que se llama así, como haría quien no tiene ratón. */
export const tabular = async (pagina: Page, nombre: RegExp): Promise<void> => {
  for (let i = 0; i < 80; i += 1) {
    await pagina.keyboard.press('Tab')
    if (nombre.test(await pagina.evaluate<string>(ENFOCADO))) return
  }
  assert.fail(`no se llega con Tab a ${nombre}`)
}

/** Llega a un campo y escribe en él. */
export const escribirEn = async (pagina: Page, nombre: RegExp, texto: string): Promise<void> => {
  await tabular(pagina, nombre)
  await pagina.keyboard.type(texto)
}

/** En una lista que se busca: escribir, esperar a la opción y elegirla con Enter. */
export const elegirEn = async (pagina: Page, campo: RegExp, texto: string): Promise<void> => {
  await escribirEn(pagina, campo, texto)
  await esperarQue('la opción está marcada', async () =>
    (await pagina.evaluate<string>(ACTIVA)).includes(texto),
  )
  await pagina.keyboard.press('Enter')
}

/** Llega a un botón o a un enlace y lo acciona. */
export const pulsar = async (pagina: Page, nombre: RegExp): Promise<void> => {
  await tabular(pagina, nombre)
  await pagina.keyboard.press('Enter')
}

/**
 * Una fecha y una hora, en su caja. El día y el mes van iguales porque su orden lo pone el navegador; tras el año, que
 * admite más cifras, hay que pasar a la hora.
 */
export const escribirFechaHora = async (
  pagina: Page,
  campo: RegExp,
  { dia, hora }: Readonly<{ dia: string; hora: string }>,
): Promise<void> => {
  await escribirEn(pagina, campo, dia)
  await pagina.keyboard.press('ArrowRight')
  await pagina.keyboard.type(`${hora}AM`)
}
