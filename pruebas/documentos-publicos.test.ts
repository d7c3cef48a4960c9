import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { documentoAsyncApi } from '../src/api/catalogo/asyncapi.ts'
import { leerCatalogo } from '../src/api/catalogo/catalogo.ts'
import { leerPublicadas } from './apoyo/definiciones.ts'
import { requerir } from './apoyo/requerir.ts'

const RAIZ = join(import.meta.dirname, '..')
const leer = (archivo: string) => JSON.parse(readFileSync(join(RAIZ, archivo), 'utf8'))

const carpeta = mkdtempSync(join(tmpdir(), 'alpes-documentos-'))
after(() => rmSync(carpeta, { recursive: true }))

/** Un documento con algo cambiado, en un archivo aparte. */
const conCambio = (archivo: string, cambiar: (documento: never) => void): string => {
  const documento = leer(archivo)
  cambiar(documento as never)
  const ruta = join(carpeta, 'cambiado.json')
  writeFileSync(ruta, JSON.stringify(documento))
  return ruta
}

const correr = (orden: string, ...argumentos: string[]) => {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const { status, stdout, stderr } = spawnSync(orden, argumentos, { cwd: RAIZ, encoding: 'utf8', env })
  return { status, salida: `${stdout}${stderr}` }
}

const redocly = (archivo: string) =>
  correr(join(RAIZ, 'node_modules/.bin/redocly'), 'lint', '--config', 'redocly.yaml', archivo)

test('redocly no encuentra faltas en docs/openapi.json', () => {
  const { status, salida } = redocly('docs/openapi.json')
  assert.equal(status, 0, salida)
})

test('y ve una operación sin nombre', () => {
  type Documento = { paths: Record<string, { get: { operationId?: string } }> }
  const archivo = conCambio('docs/openapi.json', (d: Documento) => {
    delete d.paths['/contratos']!.get.operationId
  })
  const { status, salida } = redocly(archivo)
  assert.equal(status, 1)
  assert.match(salida, /operation-operationId/)
})

test('docs/asyncapi.json es el de los mensajes: `node herramientas/catalogos.ts` lo rehace', async () => {
  const catalogo = leerCatalogo((await leerPublicadas()).map((p) => p.definicion))
  const documento = documentoAsyncApi(catalogo, leer('package.json').version)
  assert.deepEqual(JSON.parse(JSON.stringify(documento)), leer('docs/asyncapi.json'))
})

const { saltar: skip } = requerir('analizador-asyncapi')
const asyncapi = (archivo: string) => correr(process.execPath, 'herramientas/asyncapi/revisar.mjs', archivo)

test('el analizador de AsyncAPI no encuentra faltas en docs/asyncapi.json', { skip }, () => {
  const { status, salida } = asyncapi('docs/asyncapi.json')
  assert.equal(status, 0, salida)
  const canales = Object.keys(leer('docs/asyncapi.json').channels).length
  assert.match(salida, new RegExp(`: ${canales} canales, \\d+ mensajes, \\d+ operaciones, 0 faltas`))
})

test('y ve una operación imposible y un esquema Avro roto', { skip }, () => {
  type Documento = {
    operations: Record<string, { action: string }>
    components: { messages: Record<string, { payload: { schema: { fields: { type: unknown }[] } } }> }
  }
  const imposible = asyncapi(
    conCambio('docs/asyncapi.json', (d: Documento) => {
      Object.values(d.operations)[0]!.action = 'publica'
    }),
  )
  assert.equal(imposible.status, 1)
  const roto = asyncapi(
    conCambio('docs/asyncapi.json', (d: Documento) => {
      Object.values(d.components.messages)[0]!.payload.schema.fields[0]!.type = 'cadena'
    }),
  )
  assert.equal(roto.status, 1)
})
