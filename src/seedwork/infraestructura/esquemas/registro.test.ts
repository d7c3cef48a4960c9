import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { arbitrarioDe } from '#pruebas/apoyo/arbitrario-avro.ts'
import type { EventoIntegracion } from '../../aplicacion/mensajes.ts'
import { type DatosDe, type DefinicionMensaje, definirMensaje } from './definicion.ts'
import { type CodigoEsquema, ErrorEsquema } from './errores.ts'
import { ascender, crearRegistro, type Registro } from './registro.ts'

const PUNTO = {
  type: 'record',
  name: 'Punto',
  fields: [
    { name: 'x', type: 'int' },
    { name: 'y', type: ['null', 'double'], default: null },
  ],
} as const

const Medido = definirMensaje({
  topico: 'eventos-medida',
  tipo: 'Medido',
  version: 1,
  esquema: {
    type: 'record',
    name: 'Medido',
    namespace: 'co.alpes.medidas',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'cuando', type: 'long' },
      { name: 'hecho', type: 'boolean' },
      { name: 'clase', type: { type: 'enum', name: 'Clase', symbols: ['A', 'B'] } },
      { name: 'punto', type: PUNTO },
      { name: 'otros', type: { type: 'array', items: PUNTO } },
      { name: 'notas', type: { type: 'map', values: 'string' } },
      { name: 'sello', type: ['null', 'bytes'], default: null },
    ],
  },
})

const datos: DatosDe<typeof Medido> = {
  id: 'm-1',
  cuando: 9_007_199_254_740_993n,
  hecho: true,
  clase: 'B',
  punto: { x: -1, y: null },
  otros: [{ x: 2, y: 0.5 }],
  notas: { a: 'ñandú' },
  sello: Buffer.from([1, 2, 3]),
}

const version = <const V extends number, const E>(numero: V, campos: E) =>
  ({
    topico: 'eventos-precio',
    tipo: 'PrecioFijado',
    version: numero,
    esquema: { type: 'record', name: 'PrecioFijado', namespace: 'co.alpes.precios', fields: campos },
  }) as const

const registro = crearRegistro([Medido])
const conCodigo = (codigo: CodigoEsquema) => (e: unknown) => e instanceof ErrorEsquema && e.codigo === codigo

test('escribe y lee lo mismo, con long de 64 bits y objetos corrientes', () => {
  const leido = registro.decodificar(registro.codificar(Medido.crear(datos)))
  assert.deepStrictEqual(leido.datos, datos)
  assert.equal(leido.tipo, 'Medido')
  assert.equal(leido.huella, Medido.huella)
})

test('la cabecera es C3 01 y la huella con el byte menor primero', () => {
  const bytes = registro.codificar(Medido.crear(datos))
  assert.equal(bytes.readUInt16BE(0), 0xc301)
  assert.equal(bytes.readBigUInt64LE(2).toString(16).padStart(16, '0'), Medido.huella)
})

test('propiedad: cualquier valor del esquema vuelve igual', () => {
  fc.assert(
    fc.property(arbitrarioDe(Medido.esquema), (valor) => {
      const bytes = registro.codificar({ topico: 't', tipo: 'Medido', versionEsquema: 1, datos: valor })
      assert.deepStrictEqual(registro.decodificar(bytes).datos, valor)
    }),
    { numRuns: 500 },
  )
})

const noLanzaOtroError = (bytes: Buffer): void => {
  try {
    registro.decodificar(bytes)
  } catch (e) {
    assert.ok(e instanceof ErrorEsquema, String(e))
  }
}

test('propiedad: bytes cualesquiera dan datos o ErrorEsquema, nunca otro error ni un bucle', () => {
  const cabecera = registro.codificar(Medido.crear(datos)).subarray(0, 10)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (cuerpo, conCabecera) => {
      noLanzaOtroError(conCabecera ? Buffer.concat([cabecera, cuerpo]) : Buffer.from(cuerpo))
    }),
    { numRuns: 10_000 },
  )
})

test('propiedad: un mensaje bueno con bytes cambiados o cortado no da otro error', () => {
  const bueno = registro.codificar(Medido.crear(datos))
  const cambio = fc.tuple(fc.nat(bueno.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(cambio, { maxLength: 4 }), fc.nat(bueno.length), (cambios, largo) => {
      const malo = Buffer.from(bueno)
      for (const [i, byte] of cambios) malo[i] = byte
      noLanzaOtroError(malo.subarray(0, largo))
    }),
    { numRuns: 10_000 },
  )
})

test('una cuenta de elementos imposible se rechaza sin reservar memoria', () => {
  const antes = registro.codificar(Medido.crear({ ...datos, otros: [], notas: {}, sello: null }))
  const hasta = antes.length - 3
  const enorme = Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f])
  const malo = Buffer.concat([antes.subarray(0, hasta), enorme])
  assert.throws(() => registro.decodificar(malo), conCodigo('ContenidoCorrupto'))
})

test('un entero de más de 64 bits o de más de 32 donde no cabe se rechaza', () => {
  const Uno = definirMensaje(
    version(9, [
      { name: 'n', type: 'int' },
      { name: 'm', type: 'long' },
    ] as const),
  )
  const deUno = crearRegistro([Uno])
  const cabecera = deUno.codificar(Uno.crear({ n: 0, m: 0n })).subarray(0, 10)
  const f = 0xff
  for (const cuerpo of [
    [f, f, f, f, f, f, f, f, f, 1, 0],
    [0, f, f, f, f, f, f, f, f, f, 2],
    [0, f, f, f, f, f, f, f, f, f, f, 1],
    [f, f, f, f, 0x1f, 0],
  ])
    assert.throws(
      () => deUno.decodificar(Buffer.concat([cabecera, Buffer.from(cuerpo)])),
      conCodigo('ContenidoCorrupto'),
    )
})

test('sobran bytes, faltan, o la huella no se conoce', () => {
  const bueno = registro.codificar(Medido.crear(datos))
  assert.throws(
    () => registro.decodificar(Buffer.concat([bueno, Buffer.from([0])])),
    conCodigo('ContenidoCorrupto'),
  )
  assert.throws(() => registro.decodificar(bueno.subarray(0, -1)), conCodigo('ContenidoCorrupto'))
  const ajeno = Buffer.from(bueno)
  ajeno[2] = (ajeno[2] ?? 0) ^ 1
  assert.throws(() => registro.decodificar(ajeno), conCodigo('EsquemaDesconocido'))
})

test('datos que no caben: dice dónde', () => {
  const evento = { topico: 't', tipo: 'Medido', versionEsquema: 1 }
  const roto = { ...datos, punto: { x: 'uno', y: null } }
  assert.throws(
    () => registro.codificar({ ...evento, datos: roto }),
    (e) => e instanceof ErrorEsquema && e.codigo === 'DatosInvalidos' && e.ruta === '/punto/x',
  )
  const hostil = {
    get id(): string {
      throw new RangeError('no me mire')
    },
  }
  for (const malo of [null, undefined, 3, hostil, { ...datos, cuando: 5 }, { ...datos, cuando: 2n ** 63n }])
    assert.throws(() => registro.codificar({ ...evento, datos: malo }), conCodigo('DatosInvalidos'))
  assert.throws(() => registro.codificar({ ...evento, tipo: 'Otro', datos }), conCodigo('EsquemaDesconocido'))
})

test('un mensaje grande crece sin dañar los siguientes', () => {
  const grande = Medido.crear({ ...datos, id: 'x'.repeat(200_000) })
  assert.deepStrictEqual(registro.decodificar(registro.codificar(grande)).datos, grande.datos)
  assert.deepStrictEqual(registro.decodificar(registro.codificar(Medido.crear(datos))).datos, datos)
})

const V1 = definirMensaje(version(1, [{ name: 'monto', type: 'double' }] as const))
const V2 = definirMensaje(
  version(2, [
    { name: 'monto', type: 'double' },
    { name: 'moneda', type: 'string', default: 'COP' },
  ] as const),
)
const V3 = definirMensaje(
  version(3, [
    { name: 'valor', type: 'string' },
    { name: 'moneda', type: 'string' },
  ] as const),
)

test('una versión vieja se lee en la nueva por la resolución de Avro', () => {
  const nuevo = crearRegistro([V2, V1])
  const leido = nuevo.decodificar(nuevo.codificar(V1.crear({ monto: 5 })))
  assert.deepStrictEqual(leido.datos, { monto: 5, moneda: 'COP' })
  assert.deepEqual([leido.version, leido.versionEscrita, leido.huella], [2, 1, V1.huella])
  assert.deepStrictEqual(nuevo.leer(V2, nuevo.codificar(V1.crear({ monto: 5 }))), { monto: 5, moneda: 'COP' })
})

test('o por sus ascensos, encadenados', () => {
  const nuevo = crearRegistro(
    [V1, V2, V3],
    [
      ascender({ desde: V1, hasta: V2, pasar: ({ monto }) => ({ monto, moneda: 'COP' }) }),
      ascender({ desde: V2, hasta: V3, pasar: ({ monto, moneda }) => ({ valor: monto.toFixed(2), moneda }) }),
    ],
  )
  assert.deepStrictEqual(nuevo.leer(V3, nuevo.codificar(V1.crear({ monto: 5 }))), {
    valor: '5.00',
    moneda: 'COP',
  })
  assert.deepStrictEqual(nuevo.leer(V3, nuevo.codificar(V3.crear({ valor: '1', moneda: 'USD' }))), {
    valor: '1',
    moneda: 'USD',
  })
})

test('sin ascenso y sin resolución posible, lo dice; y una versión que no es la pedida también', () => {
  const roto = crearRegistro([V1, V3])
  assert.throws(() => roto.decodificar(roto.codificar(V1.crear({ monto: 5 }))), conCodigo('SinAscenso'))
  assert.throws(
    () => roto.leer(V1, roto.codificar(V3.crear({ valor: '1', moneda: 'COP' }))),
    conCodigo('SinAscenso'),
  )
})

/** Lo que llega de un evento: su sobre y sus bytes. */
const mensajeDe = (registro: Registro, evento: EventoIntegracion, versiones?: readonly number[]) => ({
  ...{ tipo: evento.tipo, versionEsquema: evento.versionEsquema, contenido: registro.codificar(evento) },
  ...(versiones && { versiones }),
})

test('da el evento con su tipo si es de los que se piden, y null si es de otro', () => {
  const nuevo = crearRegistro([V1, V2, Medido])
  const mensaje = mensajeDe(nuevo, V1.crear({ monto: 5 }))
  const evento = nuevo.evento([V2, Medido], mensaje)
  assert.deepStrictEqual(evento, V2.crear({ monto: 5, moneda: 'COP' }))
  if (evento?.tipo === 'PrecioFijado') assert.equal(evento.datos.moneda, 'COP')
  assert.equal(nuevo.evento([Medido], mensaje), null)
})

test('cada quien lee en la versión que declara, aunque el registro conozca otras más nuevas', () => {
  const nuevo = crearRegistro([V1, V2])
  assert.deepStrictEqual(nuevo.evento([V1], mensajeDe(nuevo, V1.crear({ monto: 5 }))), V1.crear({ monto: 5 }))
  assert.deepStrictEqual(nuevo.escrito(nuevo.codificar(V1.crear({ monto: 5 }))).datos, { monto: 5 })
})

test('de un hecho que salió en varias versiones cada quien lee una, y sólo una', () => {
  const nuevo = crearRegistro(
    [V1, V2, V3],
    [ascender({ desde: V2, hasta: V3, pasar: ({ monto, moneda }) => ({ valor: monto.toFixed(2), moneda }) })],
  )
  const juntos = [
    mensajeDe(nuevo, V1.crear({ monto: 5 }), [1, 2]),
    mensajeDe(nuevo, V2.crear({ monto: 5, moneda: 'USD' }), [1, 2]),
  ]
  const leidos = (d: DefinicionMensaje) => juntos.map((m) => nuevo.evento([d], m)?.datos)
  assert.deepStrictEqual(leidos(V1), [{ monto: 5 }, undefined])
  assert.deepStrictEqual(leidos(V2), [undefined, { monto: 5, moneda: 'USD' }])
  assert.deepStrictEqual(leidos(V3), [undefined, { valor: '5.00', moneda: 'USD' }])
})

test('lo que sólo salió en una versión más nueva no se salta: se dice', () => {
  const viejo = crearRegistro([V1])
  const nuevo = crearRegistro([V1, V2])
  const solo = mensajeDe(nuevo, V2.crear({ monto: 5, moneda: 'USD' }))
  assert.throws(() => viejo.evento([V1], solo), conCodigo('EsquemaDesconocido'))
  assert.equal(viejo.evento([V1], { ...solo, versiones: [1, 2] }), null, 'con la suya al lado, sí')
})

test('un sobre que no dice lo que trae el contenido es un mensaje corrupto', () => {
  const nuevo = crearRegistro([V1, Medido])
  const falso = {
    ...mensajeDe(nuevo, V1.crear({ monto: 5 })),
    tipo: 'Medido',
    versionEsquema: Medido.version,
  }
  assert.throws(() => nuevo.evento([Medido], falso), conCodigo('ContenidoCorrupto'))
})

test('busca por huella, por tipo y por tópico; no admite repetidos', () => {
  const nuevo = crearRegistro([V1, V2, Medido])
  assert.equal(nuevo.esquemaDe(V1.huella), V1.esquema)
  assert.equal(nuevo.esquemaDe('0000000000000000'), undefined)
  assert.equal(nuevo.definicionDe('PrecioFijado'), V2)
  assert.equal(nuevo.definicionDe('PrecioFijado', 1), V1)
  assert.equal(nuevo.espacioDe('eventos-medida'), 'co.alpes.medidas')
  assert.throws(() => crearRegistro([V1, V1]), /dos veces/)
  assert.throws(() => crearRegistro([V1, { ...V2, topico: 'otro' }]), /dos tópicos/)
})

test('definirMensaje exige que el registro se llame como el tipo', () => {
  const esquema = { type: 'record', name: 'B', namespace: 'co', fields: [] } as const
  assert.throws(() => definirMensaje({ topico: 't', tipo: 'A', version: 1, esquema }), /no se llama/)
})
