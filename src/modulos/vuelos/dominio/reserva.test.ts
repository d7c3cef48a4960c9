import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogo, leg } from '#pruebas/apoyo/vuelos.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { ACCIONES_RESERVA, accionesDe } from './acciones.ts'
import { aprobar, cancelar, expirar, pagar, reservar } from './decisiones.ts'
import type { EventoReserva } from './eventos.ts'
import { POLITICA } from './politica.ts'
import { aplicar, ESTADOS_RESERVA, type EstadoReserva, evolucionar, type Reserva } from './reserva.ts'

const en = (texto: string) => instante(Temporal.Instant.from(texto))
const AHORA = en('2026-12-01T17:00:00Z')
const PRECIO = { monto: '250000', moneda: 'COP' }
const MOTIVO = 'cambió de planes'

const nueva = (
  ahora = AHORA,
  vuelo = 'BOG 2026-12-10T06:15 MDE 2026-12-10T07:15',
): readonly EventoReserva[] =>
  reservar({
    id: id('01934c5e-8a00-7c11-8d22-3e33f4455667'),
    idCliente: null,
    datos: { itinerarios: [{ odos: [{ segmentos: [{ legs: [leg(vuelo)] }] }] }], precio: PRECIO },
    catalogo,
    politica: POLITICA,
    ahora,
  })

const PASOS: Readonly<Record<EstadoReserva, (r: Reserva) => readonly EventoReserva[]>> = {
  Pendiente: () => [],
  Aprobada: (r) => aprobar(r, { ahora: AHORA }),
  Pagada: (r) => pagar(r, { ...PRECIO, referencia: 'PSE-1', ahora: AHORA }),
  Cancelada: (r) => cancelar(r, { motivo: MOTIVO, ahora: AHORA }),
}
const llevar = (...estados: readonly EstadoReserva[]): Reserva =>
  estados.reduce((r, estado) => aplicar(r, PASOS[estado](r)), aplicar(null, nueva()))
const enEstado: Readonly<Record<EstadoReserva, Reserva>> = {
  Pendiente: llevar(),
  Aprobada: llevar('Aprobada'),
  Pagada: llevar('Aprobada', 'Pagada'),
  Cancelada: llevar('Cancelada'),
}
const codigo = (hacer: () => unknown): string => {
  try {
    hacer()
    return 'bien'
  } catch (error) {
    return error instanceof ErrorDominio ? error.codigo : String(error)
  }
}

test('nace Pendiente y se guarda 72 horas sin pagar', () => {
  const r = enEstado.Pendiente
  assert.deepEqual(
    [r.estado, r.expiraEn, r.catalogo],
    ['Pendiente', '2026-12-04T17:00:00.000Z', catalogo.version],
  )
})

test('nunca se guarda más allá del primer despegue; la de un vuelo que ya salió, el plazo entero', () => {
  const pronto = aplicar(null, nueva(en('2026-12-09T17:00:00Z')))
  assert.equal(pronto.expiraEn, '2026-12-10T11:15:00.000Z')
  const vieja = aplicar(null, nueva(en('2027-01-01T00:00:00Z')))
  assert.equal(vieja.expiraEn, '2027-01-04T00:00:00.000Z')
})

/** Qué se puede en cada estado: lo que no está en esta tabla, no se puede. */
const PERMITIDO: Readonly<Record<EstadoReserva, readonly string[]>> = {
  Pendiente: ['aprobar', 'cancelar'],
  Aprobada: ['pagar', 'cancelar'],
  Pagada: ['cancelar'],
  Cancelada: [],
}
const ORDENES = {
  aprobar: (r: Reserva) => aprobar(r, { ahora: AHORA }),
  pagar: (r: Reserva) => pagar(r, { ...PRECIO, referencia: 'PSE-2', ahora: AHORA }),
  cancelar: (r: Reserva) => cancelar(r, { motivo: MOTIVO, ahora: AHORA }),
}
for (const estado of ESTADOS_RESERVA)
  for (const accion of ACCIONES_RESERVA) {
    const puede = PERMITIDO[estado].includes(accion)
    test(`${accion} una reserva ${estado}: ${puede ? 'sí' : 'TransicionInvalida'}`, () => {
      const r = enEstado[estado]
      assert.equal(
        codigo(() => ORDENES[accion](r)),
        puede ? 'bien' : 'TransicionInvalida',
      )
      const dicha = accionesDe(r, AHORA).find((a) => a.accion === accion)
      assert.equal(dicha?.permitida, puede, 'lo que se dice es lo que se hace')
    })
  }

test('aprobar después del plazo o de la salida se rechaza, y las acciones lo dicen', () => {
  const r = enEstado.Pendiente
  const tarde = en('2026-12-04T17:00:00.001Z')
  assert.equal(
    codigo(() => aprobar(r, { ahora: tarde })),
    'ReservaExpirada',
  )
  assert.equal(
    codigo(() => aprobar(r, { ahora: en('2026-12-10T11:15:00Z') })),
    'SalidaPasada',
  )
  assert.deepEqual(
    accionesDe(r, tarde).map((a) => a.permitida),
    [false, false, true],
  )
})

test('pagar congela el reembolso; cancelar lo no pagado no devuelve nada', () => {
  const [pagada] = cancelar(enEstado.Pagada, { motivo: MOTIVO, ahora: AHORA })
  const [aprobada] = cancelar(enEstado.Aprobada, { motivo: MOTIVO, ahora: AHORA })
  assert.ok(pagada?.tipo === 'ReservaCancelada' && aprobada?.tipo === 'ReservaCancelada')
  assert.equal(pagada.reembolso?.minimo, 250_000n)
  assert.equal(aprobada.reembolso, null)
})

test('expirar sólo cancela lo que no se pagó y ya pasó su plazo', () => {
  const tarde = en('2026-12-04T17:00:00.001Z')
  const que = (estado: EstadoReserva, ahora: typeof AHORA) => expirar(enEstado[estado], { ahora }).length
  assert.deepEqual(
    ESTADOS_RESERVA.map((e) => [que(e, enEstado[e].expiraEn), que(e, tarde)]),
    [
      [0, 1],
      [0, 1],
      [0, 0],
      [0, 0],
    ],
  )
})

test('el precio y el monto siguen las reglas del dinero', () => {
  const conPrecio = (monto: string, moneda: string) => () =>
    aprobar(enEstado.Pendiente, { precio: { monto, moneda }, ahora: AHORA })
  assert.equal(codigo(conPrecio('0', 'COP')), 'MontoInvalido')
  assert.equal(codigo(conPrecio('10.5', 'COP')), 'PrecisionExcedida')
  assert.equal(codigo(conPrecio('10', 'XXX')), 'MonedaNoSoportada')
})

test('decidir no cambia el estado: decidir dos veces da lo mismo', () => {
  for (const estado of ESTADOS_RESERVA)
    for (const orden of Object.values(ORDENES)) {
      const r = enEstado[estado]
      const dos = () => [codigo(() => orden(r)), structuredClone(r)]
      assert.deepEqual(dos(), dos())
    }
})

test('un hecho que no puede darse en un estado es un defecto, no una regla rota', () => {
  const [creada] = nueva()
  assert.ok(creada)
  assert.throws(() => evolucionar(enEstado.Pendiente, creada), /no puede pasar/)
  assert.throws(() => aplicar(null, []), /nace de un hecho/)
})
