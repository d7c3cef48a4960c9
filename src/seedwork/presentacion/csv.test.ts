import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { filaCsv, flujoCsv } from './csv.ts'

test('las celdas con separador, comillas o saltos van entre comillas', () => {
  assert.equal(filaCsv(['a;b', 'c"d', 'e\nf', 3, null, 'ñ']), '"a;b";"c""d";"e\nf";3;;ñ\r\n')
})

test('lo que una hoja de cálculo tomaría por fórmula se neutraliza', () => {
  for (const peligro of ['=HYPERLINK("x")', '+1', '-1', '@a', '\tx', '\0x'])
    assert.match(filaCsv([peligro]), /^"?'/)
  assert.equal(filaCsv([-1]), '-1\r\n')
})

test('el flujo trae BOM, encabezado y todas las filas de todos los trozos', async () => {
  const trozos = (async function* () {
    yield [{ n: 1 }, { n: 2 }]
    yield [{ n: 3 }]
  })()
  const salida = await text(flujoCsv({ n: (e: { n: number }) => e.n }, trozos))
  // `text` decodifica y quita el BOM.
  assert.equal(salida, 'n\r\n1\r\n2\r\n3\r\n')
  const vacio = await flujoCsv({ n: () => 0 }, (async function* () {})()).toArray()
  assert.equal(Buffer.concat(vacio as Uint8Array[]).toString('utf8'), '\ufeffn\r\n')
})
