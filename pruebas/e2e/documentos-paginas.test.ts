import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { navegador, sistemaDelArchivo } from '#pruebas/apoyo/sistema-pagina.ts'

const { saltar: skip } = navegador
const sistema = sistemaDelArchivo()

const leer = (archivo: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../..', archivo), 'utf8'))

for (const { tema, ancho } of [
  { tema: 'light', ancho: 1440 },
  { tema: 'dark', ancho: 360 },
] as const)
  for (const camino of ['/docs', '/eventos'])
    test(`${camino} se lee entera, sin nada de fuera y sin faltas de axe (${tema}, ${ancho} px)`, {
      skip,
    }, async () => {
      await using persona = await sistema.entrar({ tema, ancho })
      const { pagina, contexto } = persona
      const pedidas: string[] = []
      const quejas: string[] = []
      pagina.on('console', (m) => m.type() === 'error' && quejas.push(m.text()))
      await pagina.goto('about:blank')
      contexto.on('request', (r) => pedidas.push(new URL(r.url()).pathname))
      await pagina.goto(sistema.url() + camino)
      await pagina.locator('main article').first().waitFor()
      assert.deepEqual(
        pedidas.filter((p) => p !== '/favicon.ico'),
        [camino],
      )
      assert.deepEqual(quejas, [])
      const sueltos = await pagina.evaluate<string[]>(
        `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href').slice(1))
          .filter((id) => document.getElementById(id) === null)`,
      )
      assert.deepEqual(sueltos, [], 'todo enlace del índice lleva a alguna parte')
      const repetidos = await pagina.evaluate<number>(
        `document.querySelectorAll('[id]').length - new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size`,
      )
      assert.equal(repetidos, 0)
      const sobra = await pagina.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      assert.ok(sobra <= 0, `se sale ${sobra} px`)
      const fondo = await pagina.evaluate<string>('getComputedStyle(document.body).backgroundColor')
      assert.equal(fondo, tema === 'dark' ? 'rgb(18, 22, 28)' : 'rgb(255, 255, 255)', 'se aplica su estilo')
      // Las demás secciones son como la primera, y mirarlas todas lleva medio minuto.
      const { violations } = await new AxeBuilder({ page: pagina })
        .include('header')
        .include('nav')
        .include('main > section:nth-of-type(1)')
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      assert.deepEqual(
        violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3)}`),
        [],
      )
    })

test('/docs nombra cada operación del documento, y /eventos cada mensaje con su huella', {
  skip,
}, async () => {
  const docs = await (await fetch(`${sistema.api.servicio.url}/docs`)).text()
  const openapi = leer('docs/openapi.json') as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const ids = Object.values(openapi.paths).flatMap((p) => Object.values(p).map((o) => o.operationId))
  assert.deepEqual(
    ids.filter((id) => !docs.includes(`id="${id}"`)),
    [],
  )
  const eventos = await (await fetch(`${sistema.api.servicio.url}/eventos`)).text()
  const asyncapi = leer('docs/asyncapi.json') as {
    components: { messages: Record<string, { 'x-huella': string }> }
  }
  for (const [nombre, { 'x-huella': huella }] of Object.entries(asyncapi.components.messages))
    assert.ok(eventos.includes(nombre) && eventos.includes(huella), nombre)
})

test('/asyncapi.json es el documento grabado', { skip }, async () => {
  const servido = await (await fetch(`${sistema.api.servicio.url}/asyncapi.json`)).json()
  const grabado = leer('docs/asyncapi.json')
  const { version } = (servido as { info: { version: string } }).info
  assert.deepEqual(servido, { ...grabado, info: { ...grabado.info, version } })
})
