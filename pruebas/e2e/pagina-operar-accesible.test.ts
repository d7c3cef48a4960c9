import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { apartarIlegible } from '#pruebas/apoyo/orden-ilegible.ts'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

const ARTEFACTOS = join(import.meta.dirname, '../../artefactos/pagina')

const { saltar: skip } = navegador
let contrato: string
const sistema = sistemaDelArchivo(async (s) => {
  mkdirSync(ARTEFACTOS, { recursive: true })
  contrato = (await s.sembrar()).contrato
  await apartarIlegible(s.sql, { tipo: 'EliminarContrato', clave: contrato })
  const motivo = 'cambió una regla'
  await s.api.pedir('POST /proyecciones/panel/reconstruccion', { cuerpo: { motivo } })
})

const abrirEvento = async (pagina: Page): Promise<void> => {
  await pagina.locator('.suceso details summary').first().click()
  await pagina.locator('details[open] dl').waitFor()
}

const abrirPila = async (pagina: Page): Promise<void> => {
  await pagina.locator('.grupo-apartados details summary').first().click()
  await pagina.locator('.grupo-apartados pre').first().waitFor()
}

const ensayar = async (pagina: Page): Promise<void> => {
  await pagina.locator('.grupo-apartados .suceso .boton').first().click()
  await pagina.locator('dialog [name=datos]').fill(JSON.stringify({ id: contrato, motivo: 'por error' }))
  await pagina.locator('dialog [name=motivo]').fill('llegó estropeada')
  await pagina.locator('dialog .dialogo-acciones .boton').first().click()
  await pagina.locator('.efecto .tabla-cambios').first().waitFor()
}

/** Cada panel, dónde está, y cómo se llega a lo que hay que mirar de él. */
const PANELES: readonly (readonly [nombre: string, ruta: string, abrir: (pagina: Page) => Promise<void>])[] =
  [
    ['topicos', '/operaciones', (p) => p.locator('table').nth(1).waitFor()],
    ['actos', '/operaciones/actos', (p) => p.locator('tbody tr').first().waitFor()],
    ['evento', '/actividad', abrirEvento],
    ['apartados', '/operaciones/apartados', abrirPila],
    ['ensayo', '/operaciones/apartados', ensayar],
  ]

for (const { idioma, tema, ancho } of [
  { idioma: 'es-CO', tema: 'light', ancho: 1440 },
  { idioma: 'en-GB', tema: 'dark', ancho: 360 },
] as const)
  test(`lo que se abre en operaciones no tiene faltas para axe y cabe (${idioma}, ${tema}, ${ancho} px)`, {
    skip,
  }, async () => {
    await using persona = await sistema.entrar({ idioma, tema, ancho })
    const { pagina, errores } = persona
    const faltas: string[] = []
    for (const [nombre, ruta, abrir] of PANELES) {
      await pagina.goto(sistema.url() + ruta)
      await abrir(pagina)
      const { violations } = await new AxeBuilder({ page: pagina })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      for (const v of violations)
        faltas.push(`${nombre} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`)
      const sobra = await pagina.evaluate<number>(
        `Math.max(document.documentElement.scrollWidth - innerWidth, ...[...document.querySelectorAll('dialog')].map((d) => d.scrollWidth - d.clientWidth))`,
      )
      if (sobra > 0) faltas.push(`${nombre} se sale ${sobra} px`)
      const archivo = `operar-${nombre}-${idioma.slice(0, 2)}-${tema}-${ancho}.png`
      await pagina.screenshot({ path: join(ARTEFACTOS, archivo), fullPage: nombre !== 'ensayo' })
    }
    assert.deepEqual(faltas, [])
    assert.deepEqual(errores, [])
  })
