import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { abrirApiPrueba } from '#pruebas/apoyo/api.ts'

const RUTA = path.join(import.meta.dirname, '../../docs/openapi.json')

/**
 * El documento publicado es el de las rutas que corren. Con `ACTUALIZAR_OPENAPI=si` se reescribe; el
 * cambio se revisa como cualquier otro contrato público.
 */
test('docs/openapi.json es el documento de las rutas que corren', async () => {
  await using a = await abrirApiPrueba()
  const { cuerpo } = await a.pedir('GET /openapi.json')
  const escrito = `${JSON.stringify(cuerpo, null, 2)}\n`
  if (process.env.ACTUALIZAR_OPENAPI === 'si') await writeFile(RUTA, escrito)
  assert.equal(await readFile(RUTA, 'utf8'), escrito, 'cambió: ACTUALIZAR_OPENAPI=si lo reescribe')
})
