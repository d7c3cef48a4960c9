import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import avro from 'avsc'
import { type ApiPrueba, abrirApiPrueba } from '#pruebas/apoyo/api.ts'
import { crc64 } from '#seedwork/infraestructura/esquemas/canonica.ts'
import { crearEsquemas } from '../../src/api/modulos.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

for (const { tipo, version, huella } of crearEsquemas().definiciones)
  test(`un lector de Avro ajeno admite el esquema de ${tipo} v${version}, y su huella es la que dice`, async () => {
    const { cuerpo } = await a.pedir(`GET /esquemas/${huella}`)
    const canonico = JSON.stringify(avro.Type.forSchema(cuerpo).schema())
    assert.equal(crc64(canonico), huella)
  })
