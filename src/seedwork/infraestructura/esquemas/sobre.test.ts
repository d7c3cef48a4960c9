import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { Mensaje } from '../../aplicacion/mensajes.ts'
import { ErrorEsquema } from './errores.ts'
import { aCabeceras, deCabeceras } from './sobre.ts'

const mensaje: Mensaje = {
  topico: 'eventos-contrato',
  posicion: 42,
  id: '0198f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b',
  tipo: 'ContratoCreado',
  versionEsquema: 1,
  clave: '0198f3a0-0000-7000-8000-000000000001',
  versionAgregado: 1,
  ocurridoEn: 1_796_144_400_123,
  guardadoEn: 1_796_144_400_456,
  actor: 'José «100 %» Ríos',
  origen: 'api',
  correlacion: 'c-1',
  causacion: null,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  servicio: 'api',
  contenido: Buffer.from([0xc3, 0x01]),
}

const volver = (m: Mensaje): Mensaje =>
  deCabeceras({
    topico: m.topico,
    cabeceras: aCabeceras(m, 'co.alpes.contratos'),
    contenido: m.contenido,
    recibidoEn: 0,
  })

test('el tipo viaja con su espacio y su versión, y las horas en RFC 3339', () => {
  const cabeceras = aCabeceras(mensaje, 'co.alpes.contratos')
  assert.equal(cabeceras['ce-type'], 'co.alpes.contratos.ContratoCreado.v1')
  assert.equal(cabeceras['ce-time'], '2026-12-01T17:00:00.123Z')
  assert.equal(cabeceras['ce-sequence'], '42')
  assert.equal(cabeceras['ce-datacontenttype'], 'application/avro')
  assert.match(cabeceras['ce-actor'] ?? '', /^[\x21-\x7e]+$/)
})

test('de la bitácora al broker y de vuelta es el mismo mensaje', () => {
  assert.deepEqual(volver(mensaje), mensaje)
  const doble = { ...mensaje, versiones: [1, 2] }
  assert.equal(aCabeceras(doble, 'co.x')['ce-schemaversions'], '1,2')
  assert.deepEqual(volver(doble), doble)
  const cabeceras = { ...aCabeceras(mensaje, 'co.x'), 'ce-schemaversions': '1;2' }
  const leer = () =>
    deCabeceras({ topico: mensaje.topico, cabeceras, contenido: mensaje.contenido, recibidoEn: 0 })
  assert.throws(leer, { codigo: 'ContenidoCorrupto' })
})

test('propiedad: cualquier texto del sobre vuelve igual', () => {
  const texto = fc.string({ unit: 'grapheme', maxLength: 40 })
  fc.assert(
    fc.property(texto, texto, fc.nat(), fc.nat(), (actor, correlacion, posicion, versionAgregado) => {
      const propio = { ...mensaje, actor, correlacion, posicion, versionAgregado }
      assert.deepEqual(volver(propio), propio)
    }),
  )
})

test('de un extraño bastan las cuatro cabeceras obligatorias', () => {
  const leido = deCabeceras({
    topico: 'comandos-contrato',
    cabeceras: {
      'CE-SpecVersion': '1.0',
      'ce-id': mensaje.id.toUpperCase(),
      'ce-type': 'co.alpes.contratos.FirmarContrato.v1',
      'ce-source': '100 % suyo',
      'ce-subject': mensaje.clave,
    },
    contenido: mensaje.contenido,
    recibidoEn: 7,
  })
  assert.equal(leido.servicio, '100 % suyo', 'un porcentaje mal escrito se deja como vino')
  assert.equal(leido.origen, 'externo')
  assert.equal(leido.id, mensaje.id)
  assert.equal(leido.ocurridoEn, 7)
  assert.equal(leido.correlacion, mensaje.id)
})

test('también acepta las horas como ms desde la época', () => {
  const cabeceras = { ...aCabeceras(mensaje, 'co.alpes.contratos'), 'ce-time': '1796144400123' }
  const leido = deCabeceras({ topico: 't', cabeceras, contenido: mensaje.contenido, recibidoEn: 0 })
  assert.equal(leido.ocurridoEn, mensaje.ocurridoEn)
})

for (const [cabecera, valor] of [
  ['ce-specversion', '0.3'],
  ['ce-id', 'no-es-uuid'],
  ['ce-type', 'ContratoCreado'],
  ['ce-type', 'co.alpes.contratos.ContratoCreado.v0'],
  ['ce-origin', 'marte'],
  ['ce-sequence', '-1'],
  ['ce-sequence', '9007199254740993'],
  ['ce-time', 'ayer'],
  ['ce-actor', 'x'.repeat(513)],
] as const)
  test(`${cabecera} = ${valor.slice(0, 20)} se rechaza con ErrorEsquema`, () => {
    const cabeceras = { ...aCabeceras(mensaje, 'co.alpes.contratos'), [cabecera]: valor }
    assert.throws(
      () => deCabeceras({ topico: 't', cabeceras, contenido: mensaje.contenido, recibidoEn: 0 }),
      (e) => e instanceof ErrorEsquema && e.codigo === 'ContenidoCorrupto' && e.message.includes(cabecera),
    )
  })
