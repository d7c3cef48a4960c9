import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ORIGENES } from '../../aplicacion/contexto.ts'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { aJson, deJson, type MensajeJson } from './mensaje-json.ts'

const texto = fc.string({ unit: 'grapheme' })
const opcional = fc.option(texto, { nil: null })
const mensajes: fc.Arbitrary<Mensaje> = fc.record(
  {
    topico: texto,
    posicion: fc.nat(),
    id: fc.uuid(),
    tipo: texto,
    versionEsquema: fc.nat(),
    clave: fc.uuid(),
    versionAgregado: fc.nat(),
    ocurridoEn: fc.maxSafeNat(),
    guardadoEn: fc.maxSafeNat(),
    actor: texto,
    origen: fc.constantFrom(...ORIGENES),
    correlacion: texto,
    causacion: opcional,
    traceparent: opcional,
    servicio: texto,
    contenido: fc.uint8Array().map((b) => Buffer.from(b)),
  },
  { noNullPrototype: true },
)

test('un mensaje va y vuelve por JSON sin cambiar', () => {
  fc.assert(
    fc.property(mensajes, (m) => {
      const vuelto = deJson(JSON.parse(JSON.stringify(aJson(m))) as MensajeJson)
      assert.deepEqual(vuelto, m)
    }),
  )
})
