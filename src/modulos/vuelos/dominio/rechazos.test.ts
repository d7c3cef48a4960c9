import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { catalogo, leg, leidos, odo, reglas } from '#pruebas/apoyo/vuelos.ts'
import { horaDeVuelo } from './hora.ts'
import { itinerarios } from './itinerario.ts'
import { type DatosPasajero, pasajeros } from './pasajeros.ts'
import { POLITICA } from './politica.ts'

const LEG0 = '/itinerarios/0/odos/0/segmentos/0/legs/0'
const IDA = 'BOG 2026-12-10T06:15 MDE 2026-12-10T07:15'
const VUELTA = 'MDE 2026-12-12T06:15 BOG 2026-12-12T07:15'

/** Código y detalle, que es lo mismo que se señala, y dónde. */
const de = (codigo: string, donde: string, detalle: string, datos: readonly string[] = []): string =>
  [`${codigo}: ${detalle}`, ...datos, `${donde} ${detalle}`].join(' | ')
const volar = (...odos: readonly ReturnType<typeof odo>[]) => rechazo(() => leidos(...odos))

test('lo que se dice de un itinerario vacío', () => {
  const vacio = (datos: Parameters<typeof itinerarios>[0]) => rechazo(() => itinerarios(datos, reglas))
  assert.equal(vacio([]), de('ItinerarioVacio', '/itinerarios', 'hace falta al menos un itinerario'))
  assert.equal(
    vacio([{ odos: [] }]),
    de('ItinerarioVacio', '/itinerarios/0/odos', 'hace falta al menos un odo'),
  )
  assert.equal(
    vacio([{ odos: [odo(IDA), { segmentos: [] }] }]),
    de('ItinerarioVacio', '/itinerarios/0/odos/1/segmentos', 'hace falta al menos un segmento'),
  )
  assert.equal(
    vacio([{ odos: [{ segmentos: [{ legs: [] }] }] }]),
    de('ItinerarioVacio', '/itinerarios/0/odos/0/segmentos/0/legs', 'hace falta al menos un leg'),
  )
})

test('lo que se dice de un leg que no vuela', () => {
  assert.equal(
    volar(odo('BOG 2026-12-10T06:15 BOG 2026-12-10T07:15')),
    de('RutaInvalida', `${LEG0}/destino/codigo`, 'sale y llega a BOG'),
  )
  assert.equal(
    volar(odo('BOG 2026-12-10T06:15 MDE 2026-12-10T06:15')),
    de(
      'LegInvalido',
      `${LEG0}/fecha_llegada`,
      'llega (2026-12-10T11:15:00.000Z) antes de salir (2026-12-10T11:15:00.000Z), en UTC',
    ),
  )
  assert.equal(
    volar(odo('BOG 2026-12-10T06:15 MDE 2026-12-11T06:16')),
    de('LegInvalido', `${LEG0}/fecha_llegada`, 'dura más de 24 horas'),
  )
  assert.equal(leidos(odo('BOG 2026-12-10T06:15 MDE 2026-12-11T06:15')).length, 1)
})

test('lo que se dice de unos legs, segmentos u odos que no encadenan', () => {
  const segundo = '/itinerarios/0/odos/0/segmentos/0/legs/1'
  assert.equal(
    volar(odo(`${IDA} + CLO 2026-12-10T09:15 BOG 2026-12-10T10:15`)),
    de('ConexionInvalida', `${segundo}/origen/codigo`, 'el leg anterior llega a MDE y éste sale de CLO'),
  )
  assert.equal(
    volar(odo(`${IDA} + MDE 2026-12-10T07:15 BOG 2026-12-10T08:15`)),
    de('ConexionInvalida', `${segundo}/fecha_salida`, 'sale antes de que llegue el leg anterior'),
  )
  const otro = '/itinerarios/0/odos/0/segmentos/1'
  assert.equal(
    volar(odo(IDA, 'CLO 2026-12-10T09:15 SMR 2026-12-10T10:15')),
    de(
      'ConexionInvalida',
      `${otro}/legs/0/origen/codigo`,
      'el segmento anterior llega a MDE y éste sale de CLO',
    ),
  )
  const datos = (minutos: number) => [`minutos=${minutos}`, 'minima=45', 'maxima=420', 'tramo=nacional']
  assert.equal(
    volar(odo(IDA, 'MDE 2026-12-10T07:59 SMR 2026-12-10T09:15')),
    de(
      'ConexionInvalida',
      `${otro}/legs/0/fecha_salida`,
      '44 min para conectar: hacen falta 45 (nacional)',
      datos(44),
    ),
  )
  assert.equal(
    volar(odo(IDA, 'MDE 2026-12-10T14:16 SMR 2026-12-10T15:15')),
    de(
      'ConexionInvalida',
      `${otro}/legs/0/fecha_salida`,
      '421 min de conexión: el máximo nacional es 420; una parada más larga es otro odo',
      datos(421),
    ),
  )
  for (const hora of ['08:00', '14:15'])
    assert.equal(leidos(odo(IDA, `MDE 2026-12-10T${hora} SMR 2026-12-10T18:15`)).length, 1, hora)
  assert.equal(
    volar(odo(IDA, 'MDE 2026-12-10T08:15 BOG 2026-12-10T09:15')),
    de('RutaInvalida', '/itinerarios/0/odos/0', 'el odo sale de BOG y acaba en BOG, la misma ciudad'),
  )
  assert.equal(
    volar(odo(IDA), odo('MDE 2026-12-10T07:15 SMR 2026-12-10T08:15')),
    de(
      'OdosDesordenados',
      '/itinerarios/0/odos/1',
      'el odo sale (2026-12-10T12:15:00.000Z) antes de que acabe el anterior (2026-12-10T12:15:00.000Z)',
    ),
  )
})

test('lo que se dice de un aeropuerto que no es, con lo que quizá se quiso', () => {
  const desde = (codigo: string) => {
    const d = leg(`BOG 2026-12-10T06:15 MDE 2026-12-10T07:15`)
    return rechazo(() =>
      itinerarios([{ odos: [{ segmentos: [{ legs: [{ ...d, origen: { codigo } }] }] }] }], reglas),
    )
  }
  const donde = `${LEG0}/origen/codigo`
  const oaci = 'SKBO es un código OACI; se espera el IATA: BOG (Bogotá)'
  assert.equal(desde('skbo '), de('AeropuertoDesconocido', donde, oaci, ['codigo=SKBO', 'sugerencias=BOG']))
  assert.match(desde('XSKBO'), /^AeropuertoDesconocido: se esperan las tres letras del código IATA/)
  assert.match(desde('SKBOX'), /^AeropuertoDesconocido: se esperan las tres letras del código IATA/)
  assert.match(desde('XXQ'), /^AeropuertoDesconocido: XXQ no está en el catálogo/)
  assert.match(desde('NYC'), /NYC es una ciudad; elija su aeropuerto: \w{3} \(.*sugerencias=\w{3} \w{3}/)
  const nada = rechazo(() =>
    itinerarios([{ odos: [odo(IDA)] }], {
      politica: POLITICA,
      catalogo: { ...catalogo, buscar: () => null, sugerir: () => [], deCiudad: () => [] },
    }),
  )
  assert.equal(
    nada,
    de('AeropuertoDesconocido', donde, 'BOG no está en el catálogo', ['codigo=BOG', 'sugerencias=']),
  )
  assert.equal(desde('x'.repeat(99)).split(' | ')[1], `codigo=${'X'.repeat(60)}`)
})

test('lo que se dice de una hora que no existe, ocurre dos veces o no es una hora', () => {
  const con = (texto: string, zona = 'America/Bogota') =>
    rechazo(() => horaDeVuelo(texto, zona as never, '/x'))
  const mala = (texto: string, por: string) =>
    `FechaInvalida: Fecha inválida: ${por} | fecha=${texto.slice(0, 40)} | /x ${por}`
  const forma = 'se espera AAAA-MM-DDThh:mm, en hora local del aeropuerto o con desfase'
  for (const texto of ['', 'x2026-12-10T06:15', '2026-12-10T06:15x', '2026-12-10', 'z'.repeat(50)])
    assert.equal(con(texto), mala(texto, forma))
  assert.equal(con('2026-12-10T25:15'), mala('2026-12-10T25:15', 'esa hora no existe'))
  const nueva = 'America/New_York'
  assert.equal(
    con('2026-03-08T02:30', nueva),
    mala('2026-03-08T02:30', `esa hora no existe en ${nueva} por el cambio de hora`),
  )
  assert.equal(
    con('2026-11-01T01:30', nueva),
    mala(
      '2026-11-01T01:30',
      `esa hora ocurre dos veces en ${nueva} por el cambio de hora: escríbala con su desfase (-04:00 o -05:00)`,
    ),
  )
  for (const texto of [
    '2026-12-10 06:15',
    '2026-12-10t06:15:00',
    '2026-12-10t11:15z',
    '2026-12-10T06:15-05:00',
  ])
    assert.equal(horaDeVuelo(texto, 'America/Bogota' as never, '/x'), '2026-12-10T11:15:00.000Z', texto)
})

test('lo que se dice de unos pasajeros que no pueden volar', () => {
  const viaje = leidos(odo(IDA), odo(VUELTA))
  const con = (...datos: readonly DatosPasajero[]) => rechazo(() => pasajeros(datos, viaje))
  const malo = (donde: string, detalle: string) => de('PasajerosInvalidos', donde, detalle)
  const adulto = { tipo: 'Adulto' } as const
  assert.equal(con(), malo('/pasajeros', 'hace falta al menos un adulto'))
  assert.equal(con(...Array(10).fill(adulto)), malo('/pasajeros', 'son 10: el máximo es 9'))
  assert.equal(
    con({ tipo: 'Menor' }),
    malo('/pasajeros', 'hace falta un adulto en el vuelo BOG–MDE del 2026-12-10'),
  )
  assert.equal(
    con(adulto, { tipo: 'Infante' }, { tipo: 'Infante' }),
    malo('/pasajeros', '2 infantes en brazos y 1 adultos en el vuelo BOG–MDE del 2026-12-10'),
  )
  assert.equal(
    con(adulto, { tipo: 'Infante', nacimiento: '2026-12-11' }),
    malo('/pasajeros/1/nacimiento', 'aún no ha nacido el 2026-12-10, día del primer vuelo'),
  )
  assert.equal(
    con(adulto, { tipo: 'Infante', nacimiento: '2020-01-01' }),
    malo('/pasajeros/1/tipo', 'por su edad el 2026-12-10 es Menor, no Infante'),
  )
  assert.match(con(adulto, { ...adulto, nombre: 'x'.repeat(121) }), /\/pasajeros\/1\/nombre tiene más de 120/)
  assert.match(con(adulto, { ...adulto, nacimiento: 'ayer' }), /\/pasajeros\/1\/nacimiento se espera/)
  assert.equal(pasajeros([{ ...adulto, nombre: 'Ana' }], viaje)[0]?.nombre, 'Ana')
  const hoy = [adulto, { tipo: 'Infante', nacimiento: '2026-12-10' }] as const
  assert.equal(pasajeros(hoy, viaje).length, 2, 'el que nació ese día vuela')
  // El viaje se da al revés: la edad y el primer vuelo son los del que sale antes.
  const [ida, vuelta] = [leidos(odo(IDA))[0]!, leidos(odo(VUELTA))[0]!]
  const entre = [adulto, { tipo: 'Infante', nacimiento: '2026-12-11' }] as const
  assert.match(
    rechazo(() => pasajeros(entre, [vuelta, ida])),
    /aún no ha nacido el 2026-12-10/,
  )
})
