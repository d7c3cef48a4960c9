import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { etiquetasDe, leerPaneles, leerReglas, leerSeries, metricasDe } from './apoyo/observabilidad.ts'
import { leerFuentes } from './arquitectura/fuentes.ts'

const reglas = leerReglas()
const paneles = leerPaneles()

test('cada alerta tiene nombre propio, expresión, gravedad y un resumen', () => {
  assert.ok(reglas.length >= 12, `sólo ${reglas.length}`)
  assert.equal(new Set(reglas.map((r) => r.alerta)).size, reglas.length)
  for (const regla of reglas) {
    assert.match(regla.gravedad, /^(critical|warning)$/, regla.alerta)
    assert.ok(regla.expresion.length > 8 && regla.resumen.length > 8, JSON.stringify(regla))
  }
})

test('cada alerta dice qué hacer en docs/observabilidad.md', () => {
  const pagina = readFileSync(join(import.meta.dirname, '../docs/observabilidad.md'), 'utf8')
  assert.deepEqual(
    reglas.filter((r) => !pagina.includes(`| \`${r.alerta}\` |`)).map((r) => r.alerta),
    [],
  )
})

test('cada panel pregunta por algo nuestro o del proceso', () => {
  assert.ok(paneles.length >= 15)
  for (const { titulo, consultas } of paneles) {
    assert.ok(consultas.length > 0, titulo)
    for (const consulta of consultas) assert.ok(metricasDe(consulta).length > 0, consulta)
  }
})

test('lo que el diseño pide ver está en el tablero', () => {
  const vistas = new Set(paneles.flatMap((p) => p.consultas.flatMap(metricasDe)))
  const pedidas = [
    ...['alpes_comandos_total', 'alpes_lote_ordenes_bucket', 'alpes_cola_ordenes', 'alpes_sobrecargas_total'],
    ...['alpes_commit_ms_bucket', 'alpes_lector_atraso', 'alpes_lector_pendiente_segundos'],
    ...['alpes_apartados', 'alpes_relevo_publicados_total', 'alpes_correos', 'alpes_ws_conexiones'],
    ...['alpes_xmin_mas_viejo', 'alpes_lector_vivo'],
  ]
  assert.deepEqual(
    pedidas.filter((m) => !vistas.has(m)),
    [],
  )
})

test('OpenTelemetry está en un archivo, y ese archivo sólo se carga si hay colector', async () => {
  const fuentes = (await leerFuentes()).filter((f) => f.ruta.startsWith('src/'))
  const conOtel = fuentes.filter((f) => /from '@opentelemetry\//.test(f.texto)).map((f) => f.ruta)
  assert.deepEqual(conOtel, ['src/seedwork/infraestructura/trazas/otel.ts'])
  const alEmpezar = fuentes.filter((f) => /from '[^']*trazas\/otel\.ts'/.test(f.texto))
  assert.deepEqual(alEmpezar, [])
  assert.ok(fuentes.some((f) => /await import\('[^']*trazas\/otel\.ts'\)/.test(f.texto)))
})

test('de una expresión se sacan sus métricas y sus etiquetas, y de un /metrics sus series', () => {
  const expresion = 'sum by (le, ruta) (rate(alpes_http_ms_bucket{estado!="200",metodo="GET"}[5m]))'
  assert.deepEqual(metricasDe(expresion), ['alpes_http_ms_bucket'])
  assert.deepEqual(etiquetasDe(expresion).sort(), ['estado', 'le', 'metodo', 'ruta'])
  const series = leerSeries('# TYPE a_ms histogram\na_ms_bucket{le="1",ruta="/x"} 3\n# TYPE b gauge\nb 2\n')
  assert.deepEqual([...series.keys()], ['a_ms_bucket', 'a_ms_sum', 'a_ms_count', 'b'])
  assert.deepEqual([...series.get('a_ms_bucket')!], ['le', 'ruta'])
})
