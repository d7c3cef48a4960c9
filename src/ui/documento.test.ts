import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vestir } from './documento.ts'

const PORTADA = '<!doctype html><html lang="es"><head></head><body></body></html>'
const PREFERENCIAS = { idioma: 'en', tema: 'oscuro' } as const

const vestida = (enlaces: Readonly<Record<string, string | undefined>>): string =>
  vestir(PORTADA, PREFERENCIAS, { muestra: 0, textos: undefined, enlaces })

test('los enlaces configurados van en el documento, escritos de modo que no puedan salir de su atributo', () => {
  const trazas = `https://jaeger.casa/trace/{traza}?a=1&b="><script>$&`
  const html = vestida({ trazas, metricas: 'http://grafana.casa' })
  assert.match(html, /^<!doctype html><html lang="en" data-tema="oscuro" data-trazas="/)
  assert.ok(html.includes('{traza}?a=1&amp;b=&quot;>&lt;script>$&amp;"'), html)
  assert.ok(html.includes('data-metricas="http://grafana.casa"'))
})

test('sin configurar no hay ninguno', () => {
  assert.ok(
    vestida({ trazas: undefined, metricas: undefined }).includes('<html lang="en" data-tema="oscuro">'),
  )
})
