import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { leerFuentes } from '../arquitectura/fuentes.ts'

const documento = readFileSync(join(import.meta.dirname, '../../docs/seguridad.md'), 'utf8')

/** Las filas de la tabla: `| S1 | qué | archivos |`. */
const filas = new Map(
  documento.split('\n').flatMap((linea) => {
    const partes = /^\| (S\d+) \| ([^|]+) \| ([^|]+) \|$/.exec(linea)
    return partes ? [[partes[1]!, (partes[3] ?? '').match(/(?<=`)[^`]+\.test\.ts(?=`)/g) ?? []] as const] : []
  }),
)

/** De cada archivo de pruebas, las filas que nombran sus pruebas o sus grupos. */
const nombradas = new Map(
  (await leerFuentes())
    .filter((f) => f.ruta.endsWith('.test.ts'))
    .map(({ ruta, texto }) => {
      const titulos = texto.matchAll(/^\s*(?:test|describe)\(\s*['`"](S\d+): /gm)
      return [ruta, new Set([...titulos].map((t) => t[1]!))] as const
    }),
)

test('docs/seguridad.md tiene las veinte filas de los requisitos, en orden', () =>
  assert.deepEqual(
    [...filas.keys()],
    Array.from({ length: 20 }, (_, i) => `S${i + 1}`),
  ))

for (const [fila, archivos] of filas)
  test(`${fila}: cada archivo que se cita tiene una prueba que la nombra, y no falta ninguno`, () => {
    assert.ok(archivos.length > 0, 'sin pruebas')
    const quienes = [...nombradas].filter(([, suyas]) => suyas.has(fila)).map(([ruta]) => ruta)
    assert.deepEqual([...archivos].sort(), quienes.sort())
  })
