import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aCabeceras, deCabeceras, type Recibido } from './sobre.ts'

const ID = '0197a2d4-5c1e-7b3a-9f00-3d2b1a4c5e6f'
const BUENAS = {
  ...{ 'ce-specversion': '1.0', 'ce-id': ID, 'ce-type': 'co.alpes.X.v1', 'ce-source': 'socio' },
  'ce-subject': 's',
}
const abrir = (cabeceras: Recibido['cabeceras']) =>
  deCabeceras({
    topico: 't',
    cabeceras: { ...BUENAS, ...cabeceras },
    contenido: Buffer.from('x'),
    recibidoEn: 7,
  })
const mal = (cabeceras: Recibido['cabeceras']): string => {
  try {
    abrir(cabeceras)
  } catch (error) {
    return (error as Error).message
  }
  return 'bien'
}

test('de una cabecera que falta o no se entiende se dice cuál y por qué', () => {
  for (const [nombre, valor, porque] of [
    ['ce-specversion', undefined, 'falta'],
    ['ce-specversion', '0.3', 'sólo se conoce la 1.0'],
    ['ce-id', 'x', 'no es un UUID'],
    ['ce-id', `x${ID}`, 'no es un UUID'],
    ['ce-id', `${ID}x`, 'no es un UUID'],
    ['ce-type', 'X.v1', 'se espera espacio.Tipo.vN'],
    ['ce-type', '1co.X.v1', 'se espera espacio.Tipo.vN'],
    ['ce-type', 'co.X.v1x', 'se espera espacio.Tipo.vN'],
    ['ce-type', 'co.X.v0', 'se espera espacio.Tipo.vN'],
    ['ce-origin', 'marte', 'no se entiende'],
    ['ce-source', undefined, 'falta'],
    ['ce-subject', undefined, 'falta'],
    ['ce-subject', 'x'.repeat(513), 'no se entiende'],
    ['ce-sequence', '1x', 'no se entiende'],
    ['ce-sequence', 'x1', 'no se entiende'],
    ['ce-sequence', '-1', 'no se entiende'],
    ['ce-sequence', '9'.repeat(16), 'no se entiende'],
    ['ce-time', 'ayer', 'no se entiende'],
    ['ce-schemaversions', '1', 'no se entiende'],
    ['ce-schemaversions', '1,2x', 'no se entiende'],
    ['ce-schemaversions', 'x1,2', 'no se entiende'],
    ['ce-schemaversions', '0,1', 'no se entiende'],
  ] as const)
    assert.equal(mal({ [nombre]: valor }), `cabecera ${nombre}: ${porque}`, `${nombre}=${valor}`)
})

test('de un extraño basta lo mínimo; lo demás tiene un valor prudente', () => {
  const { contenido, ...sobre } = abrir({})
  assert.equal(contenido.toString(), 'x')
  assert.deepEqual(sobre, {
    ...{ topico: 't', posicion: 0, id: ID, tipo: 'X', versionEsquema: 1, clave: 's', versionAgregado: 0 },
    ...{ ocurridoEn: 7, guardadoEn: 7, actor: 'externo', origen: 'externo', correlacion: ID },
    ...{ causacion: null, traceparent: null, servicio: 'socio' },
  })
})

test('lo que viene se lee: mayúsculas en los nombres, porcentajes, horas de dos formas y versiones en orden', () => {
  const m = abrir({
    ...{
      'CE-Actor': 'ana%20r%C3%ADos',
      'ce-origin': 'demo',
      'ce-time': '2026-12-01T17:00:00Z',
      'ce-ingestiontime': '42',
    },
    ...{
      'ce-sequence': '12',
      'ce-subjectversion': '3',
      'ce-schemaversions': '10,2,3',
      'ce-type': 'co.a_b.X9.v123456',
    },
    ...{
      'ce-causationid': 'c',
      'ce-correlationid': 'k',
      'ce-traceparent': 'x'.repeat(600),
      'ce-subject': 'x'.repeat(512),
    },
  })
  assert.deepEqual(
    [m.actor, m.origen, m.ocurridoEn, m.guardadoEn, m.posicion, m.versionAgregado, m.versiones],
    ['ana ríos', 'demo', Date.parse('2026-12-01T17:00:00Z'), 42, 12, 3, [2, 3, 10]],
  )
  assert.deepEqual([m.tipo, m.versionEsquema, m.causacion, m.correlacion], ['X9', 123456, 'c', 'k'])
  assert.deepEqual([m.traceparent?.length, m.clave.length], [512, 512])
  assert.equal(abrir({ 'ce-actor': '100%' }).actor, '100%', 'un porcentaje suelto se deja')
})

test('lo que se escribe se escapa sólo si hace falta, y se lee igual', () => {
  const mensaje = abrir({
    'ce-actor': 'a',
    'ce-causationid': 'c d',
    'ce-traceparent': 't"%',
    'ce-schemaversions': '1,2',
  })
  const escritas = aCabeceras({ ...mensaje, actor: 'María "x" 100%', servicio: 'api' }, 'co.alpes')
  assert.equal(escritas['ce-actor'], 'Mar%C3%ADa%20%22x%22%20100%25')
  assert.equal(escritas['ce-causationid'], 'c%20d')
  assert.equal(escritas['ce-schemaversions'], '1,2')
  assert.equal(escritas['ce-datacontenttype'], 'application/avro')
  assert.equal(escritas['ce-type'], 'co.alpes.X.v1')
  const vuelta = deCabeceras({
    topico: 't',
    cabeceras: escritas,
    contenido: mensaje.contenido,
    recibidoEn: 0,
  })
  assert.deepEqual(vuelta, { ...mensaje, actor: 'María "x" 100%', servicio: 'api' })
  const { versiones: _, ...simple } = mensaje
  const pocas = aCabeceras({ ...simple, causacion: null, traceparent: null }, 'co')
  for (const nombre of ['ce-schemaversions', 'ce-causationid', 'ce-traceparent'])
    assert.ok(!(nombre in pocas))
})
