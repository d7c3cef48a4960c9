import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { catalogo, leidos, odo } from '#pruebas/apoyo/vuelos.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type Instante, instante } from '#seedwork/dominio/instante.ts'
import type { Aeropuerto } from './aeropuertos.ts'
import { clasificar } from './clasificacion.ts'
import { horaDeVuelo, horaLocal } from './hora.ts'
import { legsDe, ventana } from './itinerario.ts'
import { POLITICA } from './politica.ts'

/** De los dos lados de la línea de fecha, con y sin horario de verano, y con desfases de media hora y de 45 minutos. */
const CODIGOS =
  'BOG MDE CTG SCL GRU EZE MIA JFK MAD LHR JNB DEL KTM ADL SYD AKL CHT APW PPG HNL NRT ANC'.split(' ')
const AEROPUERTOS = CODIGOS.map((c) => catalogo.buscar(c)).filter((a): a is Aeropuerto => a !== null)

const aeropuerto = fc.constantFrom(...AEROPUERTOS)
const DESDE = Date.parse('2026-12-01T00:00:00Z')
const momento = fc.integer({ min: 0, max: 2 * 365 * 24 * 60 }).map((m) => DESDE + m * 60_000)
const enTexto = (ms: number): Instante => instante(Temporal.Instant.fromEpochMilliseconds(ms))
const codigoDe = (leer: () => unknown): string | null => {
  try {
    leer()
    return null
  } catch (error) {
    if (error instanceof ErrorDominio) return error.codigo
    throw error
  }
}

test('hay aeropuertos a los dos lados de la línea de fecha', () => {
  assert.equal(AEROPUERTOS.length, CODIGOS.length)
})

test('escribir un instante en hora local y leerlo da el mismo instante, o dice que esa hora se repite', () => {
  fc.assert(
    fc.property(aeropuerto, momento, ({ zona }, ms) => {
      const escrito = horaLocal(enTexto(ms), zona)
      const desfase = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zona).offset
      assert.equal(horaDeVuelo(`${escrito}${desfase}`, zona, ''), enTexto(ms))
      try {
        assert.equal(horaDeVuelo(escrito, zona, ''), enTexto(ms))
      } catch (error) {
        assert.match(String(error), /dos veces/)
        const otro = [-60, -30, 30, 60].some((m) => horaLocal(enTexto(ms + m * 60_000), zona) === escrito)
        assert.ok(otro, `${escrito} en ${zona} no se repite`)
      }
    }),
  )
})

test('R4: un leg vale si y sólo si dura entre un minuto y 24 horas, crucen o no la línea de fecha', () => {
  const duracion = fc.integer({ min: -36 * 60, max: 36 * 60 })
  fc.assert(
    fc.property(aeropuerto, aeropuerto, momento, duracion, (a, b, ms, minutos) => {
      fc.pre(a.codigoCiudad !== b.codigoCiudad)
      const [salida, llegada] = [enTexto(ms), enTexto(ms + minutos * 60_000)]
      const codigo = codigoDe(() => leidos(odo(`${a.codigo} ${salida} ${b.codigo} ${llegada}`)))
      assert.equal(codigo, minutos > 0 && minutos <= POLITICA.duracionMaxima ? null : 'LegInvalido')
    }),
  )
})

test('R4: con horas locales se decide lo mismo que con los instantes', () => {
  const duracion = fc.integer({ min: -20 * 60, max: 23 * 60 })
  fc.assert(
    fc.property(aeropuerto, aeropuerto, momento, duracion, (a, b, ms, minutos) => {
      fc.pre(a.codigoCiudad !== b.codigoCiudad)
      const fin = ms + minutos * 60_000
      const [salida, llegada] = [horaLocal(enTexto(ms), a.zona), horaLocal(enTexto(fin), b.zona)]
      const codigo = codigoDe(() => leidos(odo(`${a.codigo} ${salida} ${b.codigo} ${llegada}`)))
      // Una hora que se repite no se adivina: por eso hay un tercer desenlace.
      if (codigo !== 'FechaInvalida') assert.equal(codigo, minutos > 0 ? null : 'LegInvalido')
    }),
  )
})

test('R6: una conexión vale si y sólo si está entre la mínima y la máxima de su tramo', () => {
  const minutos = fc.integer({ min: -60, max: 15 * 60 })
  fc.assert(
    fc.property(aeropuerto, aeropuerto, aeropuerto, momento, minutos, (a, b, c, ms, espera) => {
      fc.pre(new Set([a, b, c].map((x) => x.codigoCiudad)).size === 3)
      const h = (horas: number) => enTexto(ms + horas * 3_600_000)
      const sale = enTexto(ms + 3 * 3_600_000 + espera * 60_000)
      const codigo = codigoDe(() =>
        leidos(odo(`${a.codigo} ${h(0)} ${b.codigo} ${h(3)}`, `${b.codigo} ${sale} ${c.codigo} ${h(23)}`)),
      )
      const tramo = new Set([a.pais, b.pais, c.pais]).size === 1 ? 'nacional' : 'internacional'
      const cabe = espera >= POLITICA.conexionMinima[tramo] && espera <= POLITICA.conexionMaxima[tramo]
      assert.equal(codigo, cabe ? null : 'ConexionInvalida', `${espera} min, ${tramo}`)
    }),
  )
})

test('R7: los odos valen si y sólo si cada uno sale después de que llegue el anterior', () => {
  const pausas = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(momento, pausas, (ms, suyas) => {
      let cursor = ms
      const odos = [0, ...suyas].map((pausa, i) => {
        const sale = cursor + pausa * 60_000
        cursor = sale + 2 * 3_600_000
        return odo(`${i % 2 ? 'MIA' : 'BOG'} ${enTexto(sale)} ${i % 2 ? 'BOG' : 'MIA'} ${enTexto(cursor)}`)
      })
      const codigo = codigoDe(() => leidos(...odos))
      assert.equal(codigo, suyas.every((p) => p > 0) ? null : 'OdosDesordenados')
    }),
  )
})

test('la ventana abarca todos los legs y la clase no depende de las horas', () => {
  const rutas = fc.array(fc.tuple(aeropuerto, aeropuerto), { minLength: 1, maxLength: 5 })
  const enMomento = (pares: readonly (readonly [Aeropuerto, Aeropuerto])[], ms: number) =>
    leidos(
      ...pares.map(([a, b], i) => {
        const sale = ms + i * 30 * 3_600_000
        return odo(`${a.codigo} ${enTexto(sale)} ${b.codigo} ${enTexto(sale + 20 * 3_600_000)}`)
      }),
    )
  fc.assert(
    fc.property(rutas, momento, momento, (pares, uno, otro) => {
      fc.pre(pares.every(([a, b]) => a.codigoCiudad !== b.codigoCiudad))
      const suyos = enMomento(pares, uno)
      const { salida, llegada } = ventana(suyos)
      for (const l of legsDe(suyos)) assert.ok(salida <= l.salida && l.llegada <= llegada)
      assert.deepEqual(suyos.map(clasificar), enMomento(pares, otro).map(clasificar))
    }),
  )
})
