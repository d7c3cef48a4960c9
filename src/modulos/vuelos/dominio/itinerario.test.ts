import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { leg, leidos, odo, reglas } from '#pruebas/apoyo/vuelos.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { itinerarios, legsDe } from './itinerario.ts'

/** Falla con ese código y señala ese campo (o uno que empieza así). */
const rechaza = (codigo: string, puntero: string, leer: () => void): void => {
  assert.throws(leer, (error: unknown) => {
    assert.ok(error instanceof ErrorDominio, String(error))
    assert.equal(error.codigo, codigo, error.message)
    const senalado = error.faltas[0]?.puntero ?? ''
    assert.ok(senalado.startsWith(puntero), senalado)
    return true
  })
}
const LEG0 = '/itinerarios/0/odos/0/segmentos/0/legs/0'

describe('R1: ningún nivel está vacío', () => {
  const niveles: readonly (readonly [string, Parameters<typeof itinerarios>[0], string])[] = [
    ['sin itinerarios', [], '/itinerarios'],
    ['un itinerario sin odos', [{ odos: [] }], '/itinerarios/0/odos'],
    ['un odo sin segmentos', [{ odos: [{ segmentos: [] }] }], '/itinerarios/0/odos/0/segmentos'],
    [
      'un segmento sin legs',
      [{ odos: [{ segmentos: [{ legs: [] }] }] }],
      '/itinerarios/0/odos/0/segmentos/0/legs',
    ],
  ]
  for (const [nombre, datos, puntero] of niveles)
    test(nombre, () => rechaza('ItinerarioVacio', puntero, () => itinerarios(datos, reglas)))
})

describe('R2 y R3: el aeropuerto es un código IATA del catálogo', () => {
  const volar = (codigo: string) => () => leidos(odo(`${codigo} 2026-12-10T06:15 MDE 2026-12-10T07:15`))
  test('XXQ, fuera de catálogo', () =>
    rechaza('AeropuertoDesconocido', `${LEG0}/origen/codigo`, volar('XXQ')))
  test('BO1, con una cifra: sugiere BOG', () => {
    rechaza('AeropuertoDesconocido', `${LEG0}/origen`, volar('BO1'))
    assert.throws(volar('BO1'), /BOG \(Bogotá\)/)
  })
  test('SKBO, código OACI: sugiere el suyo IATA', () => {
    rechaza('AeropuertoDesconocido', `${LEG0}/origen`, volar('SKBO'))
    assert.throws(volar('SKBO'), /OACI.*BOG \(Bogotá\)/)
  })
  test('NYC, código de ciudad: sirve para buscar, no para volar', () => {
    rechaza('AeropuertoDesconocido', `${LEG0}/origen`, volar('NYC'))
    assert.throws(volar('NYC'), /es una ciudad.*JFK/)
  })
  for (const reservado of ['HDQ', 'QZX', 'ZZZ'])
    test(`${reservado}, combinación reservada`, () =>
      rechaza('AeropuertoDesconocido', LEG0, volar(reservado)))
  test('letras vecinas cambiadas de sitio: IMA sugiere MIA', () =>
    assert.throws(volar('IMA'), /MIA \(Miami\)/))
  test('se recorta y se pasa a mayúsculas', () => {
    const suyos = itinerarios(
      [
        {
          odos: [
            {
              segmentos: [
                {
                  legs: [
                    { ...leg('BOG 2026-12-10T06:15 MDE 2026-12-10T07:15'), origen: { codigo: ' bog ' } },
                  ],
                },
              ],
            },
          ],
        },
      ],
      reglas,
    )
    assert.equal(legsDe(suyos)[0]?.origen.codigo, 'BOG')
  })
})

describe('R4: un leg va a otro sitio y llega después de salir', () => {
  test('BOG→BOG', () =>
    rechaza('RutaInvalida', `${LEG0}/destino`, () =>
      leidos(odo('BOG 2026-12-10T06:15 BOG 2026-12-10T07:15')),
    ))
  test('llegada anterior a la salida en UTC, aunque el reloj local diga lo contrario', () =>
    rechaza('LegInvalido', `${LEG0}/fecha_llegada`, () =>
      leidos(odo('BOG 2026-12-10T10:00 MAD 2026-12-10T15:59')),
    ))
  test('llegar en el mismo instante tampoco es volar', () =>
    rechaza('LegInvalido', LEG0, () => leidos(odo('BOG 2026-12-10T10:00 MAD 2026-12-10T16:00'))))
  test('cruza la línea de fecha: SYD 12:50 → SCL 11:20 del mismo día dura 12 h 30', () => {
    const [suyo] = legsDe(leidos(odo('SYD 2026-12-10T12:50 SCL 2026-12-10T11:20')))
    assert.ok(suyo)
    assert.equal(Date.parse(suyo.llegada) - Date.parse(suyo.salida), 12.5 * 3_600_000)
  })
  test('cruza la línea de fecha hacia el oeste: APW el 10 → PPG el 9', () => {
    leidos(odo('APW 2026-12-10T10:00 PPG 2026-12-09T10:45'))
  })
  test('cruza la medianoche', () => {
    leidos(odo('BOG 2027-02-12T22:30 MAD 2027-02-13T14:20'))
  })
  test('más de 24 horas', () => {
    leidos(odo('BOG 2026-12-10T06:00 MDE 2026-12-11T06:00'))
    rechaza('LegInvalido', LEG0, () => leidos(odo('BOG 2026-12-10T06:00 MDE 2026-12-11T06:01')))
    rechaza('LegInvalido', LEG0, () => leidos(odo('BOG 2026-12-10T06:00 MDE 2026-12-11T06:00:01')))
  })
})

describe('las horas', () => {
  test('con desfase o Z es un instante; sin él, la hora del aeropuerto', () => {
    const salidas = ['2026-12-10T06:15', '2026-12-10T11:15:00Z', '2026-12-10T12:15:00+01:00'].map(
      (s) => legsDe(leidos(odo(`BOG ${s} MDE 2026-12-10T07:15`)))[0]?.salida,
    )
    assert.deepEqual(new Set(salidas), new Set(['2026-12-10T11:15:00.000Z']))
  })
  test('una hora que el cambio de hora se salta, o que repite, se rechaza con su razón', () => {
    const salir = (hora: string) => () => leidos(odo(`SCL ${hora} BOG ${hora.slice(0, 10)}T23:00`))
    assert.throws(salir('2026-09-06T00:30'), /no existe en America\/Santiago/)
    assert.throws(salir('2026-04-04T23:30'), /dos veces/)
  })
  for (const mala of [
    '2026-02-30T10:00',
    '2026-12-10',
    '2026-12-10T25:00',
    '10/12/2026 06:15',
    '2026-12-10T06:15+99:00',
  ])
    test(`${mala} no es una hora de vuelo`, () =>
      rechaza('FechaInvalida', `${LEG0}/fecha_salida`, () =>
        leidos(odo(`BOG ${mala.replace(' ', '_')} MDE 2026-12-10T07:15`)),
      ))
})

describe('R5: los legs de un segmento encadenan', () => {
  test('una escala técnica son dos legs del mismo segmento', () => {
    leidos(odo('BOG 2026-12-10T06:00 LIM 2026-12-10T09:00 + LIM 2026-12-10T09:20 SCL 2026-12-10T15:00'))
  })
  test('sale de otro aeropuerto, aunque sea la misma ciudad', () =>
    rechaza('ConexionInvalida', '/itinerarios/0/odos/0/segmentos/0/legs/1', () =>
      leidos(odo('BOG 2026-12-10T06:00 GRU 2026-12-10T14:00 + CGH 2026-12-10T18:00 SCL 2026-12-10T22:00')),
    ))
  test('sale antes de llegar', () =>
    rechaza('ConexionInvalida', '/itinerarios/0/odos/0/segmentos/0/legs/1', () =>
      leidos(odo('BOG 2026-12-10T06:00 LIM 2026-12-10T09:00 + LIM 2026-12-10T08:59 SCL 2026-12-10T15:00')),
    ))
})

describe('R6: los segmentos de un odo conectan', () => {
  const nacional = (sale: string) => () =>
    leidos(odo('MDE 2026-12-10T06:00 BOG 2026-12-10T07:00', `BOG 2026-12-10T${sale} CTG 2026-12-10T19:00`))
  const internacional = (sale: string) => () =>
    leidos(odo('MDE 2026-12-10T06:00 BOG 2026-12-10T07:00', `BOG 2026-12-10T${sale} SCL 2026-12-11T09:00`))
  const SEGUNDO = '/itinerarios/0/odos/0/segmentos/1'
  test('conexión de 20 min', () => rechaza('ConexionInvalida', SEGUNDO, nacional('07:20')))
  test('nacional: 45 minutos justos bastan, 44 no', () => {
    nacional('07:45')()
    rechaza('ConexionInvalida', SEGUNDO, nacional('07:44'))
  })
  test('internacional: hacen falta 90, y basta con que un tramo lo sea', () => {
    internacional('08:30')()
    rechaza('ConexionInvalida', SEGUNDO, internacional('08:29'))
  })
  test('nacional: 7 horas como mucho; más es otro odo', () => {
    nacional('14:00')()
    rechaza('ConexionInvalida', SEGUNDO, nacional('14:01'))
    rechaza('ConexionInvalida', SEGUNDO, nacional('14:00:01'))
  })
  test('internacional: 13 horas como mucho', () => {
    internacional('20:00')()
    rechaza('ConexionInvalida', SEGUNDO, internacional('20:01'))
  })
  test('otra ciudad no conecta', () =>
    rechaza('ConexionInvalida', SEGUNDO, () =>
      leidos(odo('MDE 2026-12-10T06:00 BOG 2026-12-10T07:00', 'CLO 2026-12-10T09:45 SCL 2026-12-10T17:45')),
    ))
  test('otro aeropuerto de la misma ciudad conecta: llega a GRU y sigue de CGH', () => {
    leidos(odo('BOG 2026-12-10T06:00 GRU 2026-12-10T14:00', 'CGH 2026-12-10T18:00 POA 2026-12-10T19:40'))
  })
})

describe('R7 y R8: los odos van en orden y cada uno va a alguna parte', () => {
  test('odos invertidos', () =>
    rechaza('OdosDesordenados', '/itinerarios/0/odos/1', () =>
      leidos(
        odo('MIA 2027-01-05T13:10 BOG 2027-01-05T17:00'),
        odo('BOG 2026-12-18T08:00 MIA 2026-12-18T11:50'),
      ),
    ))
  test('odos que se pisan', () =>
    rechaza('OdosDesordenados', '/itinerarios/0/odos/1', () =>
      leidos(
        odo('BOG 2026-12-18T08:00 MIA 2026-12-18T11:50'),
        odo('MIA 2026-12-18T11:00 BOG 2026-12-18T15:00'),
      ),
    ))
  test('un odo que vuelve a su ciudad es una ida y vuelta mal escrita', () =>
    rechaza('RutaInvalida', '/itinerarios/0/odos/0', () =>
      leidos(odo('GRU 2026-12-10T06:00 EZE 2026-12-10T09:00', 'EZE 2026-12-10T12:00 CGH 2026-12-10T15:00')),
    ))
})
