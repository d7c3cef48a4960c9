import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import { catalogo, odo } from '#pruebas/apoyo/vuelos.ts'
import { id } from '#seedwork/dominio/id.ts'
import { type Instante, instanteDeMs } from '#seedwork/dominio/instante.ts'
import { accionesDe } from './acciones.ts'
import { clasificar } from './clasificacion.ts'
import { aprobar, cancelar, expirar, pagar, reservar } from './decisiones.ts'
import { POLITICA } from './politica.ts'
import { aplicar, evolucionar, type Reserva } from './reserva.ts'

const IDA = 'BOG 2026-12-10T06:15 MDE 2026-12-10T07:15'
const AHORA = '2026-12-01T17:00:00.000Z' as Instante
const PRECIO = { monto: '250000', moneda: 'COP' }
const ID = id('01934c5e-8a00-7c11-8d22-3e33f4455667')

const nueva = (precio: typeof PRECIO | undefined = PRECIO, vuelo = IDA): Reserva =>
  aplicar(
    null,
    reservar({
      ...{ id: ID, idCliente: null, catalogo, politica: POLITICA, ahora: AHORA },
      datos: { itinerarios: [{ odos: [odo(vuelo)] }], ...(precio && { precio }) },
    }),
  )
const aprobada = () => aplicar(nueva(), aprobar(nueva(), { ahora: AHORA }))
const pagada = () => aplicar(aprobada(), pagar(aprobada(), { ...PRECIO, referencia: 'P1', ahora: AHORA }))

test('lo que se dice de un acto sobre una reserva que no vale', () => {
  const sinPrecio = aplicar(
    null,
    reservar({
      ...{ id: ID, idCliente: null, catalogo, politica: POLITICA, ahora: AHORA },
      datos: { itinerarios: [{ odos: [odo(IDA)] }] },
    }),
  )
  assert.equal(
    rechazo(() => aprobar(sinPrecio, { ahora: AHORA })),
    'PrecioRequerido: la reserva no tiene precio: délo al aprobarla | /precio la reserva no tiene precio: délo al aprobarla',
  )
  assert.match(
    rechazo(() => aprobar(sinPrecio, { precio: { monto: '-1', moneda: 'COP' }, ahora: AHORA })),
    /^MontoInvalido.*\| \/precio\/monto /,
  )
  const paga = (extra: object) =>
    rechazo(() => pagar(aprobada(), { ...PRECIO, referencia: 'P1', ahora: AHORA, ...extra }))
  assert.equal(
    paga({ monto: '1' }),
    'MontoIncorrecto: el precio es 250000 COP | esperado=250000 COP | /monto el precio es 250000 COP',
  )
  assert.match(paga({ referencia: 'x'.repeat(121) }), /\/referencia tiene más de 120/)
  assert.match(
    rechazo(() => cancelar(nueva(), { motivo: 'x'.repeat(501), ahora: AHORA })),
    /\/motivo tiene más de 500/,
  )
  const no = (r: Reserva, ahora = AHORA) => accionesDe(r, ahora).map((a) => (a.permitida ? 'sí' : a.motivo))
  assert.deepEqual(no(nueva()), ['sí', 'La reserva todavía no está aprobada', 'sí'])
  assert.deepEqual(no(aprobada()), ['La reserva ya está aprobada', 'sí', 'sí'])
  assert.deepEqual(no(pagada()), ['La reserva ya está pagada', 'La reserva ya está pagada', 'sí'])
  const cancelada = aplicar(nueva(), cancelar(nueva(), { motivo: 'm', ahora: AHORA }))
  assert.deepEqual(no(cancelada), Array(3).fill('La reserva está cancelada'))
  const salio = 'El primer vuelo de la reserva ya salió'
  assert.deepEqual(no(aprobada(), '2026-12-10T11:15:00.000Z' as Instante), [
    'La reserva ya está aprobada',
    'Pasó el plazo para pagar la reserva',
    salio,
  ])
  assert.equal(
    rechazo(() => cancelar(nueva(), { motivo: 'm', ahora: '2026-12-10T11:15:00.000Z' as Instante })),
    `SalidaPasada: ${salio} | accion=cancelar | estado=Pendiente`,
  )
})

test('el plazo para pagar no pasa del despegue, salvo que ya hubiera despegado', () => {
  const plazo = (vuelo: string) => nueva(PRECIO, vuelo).expiraEn
  assert.equal(plazo(IDA), '2026-12-04T17:00:00.000Z')
  assert.equal(plazo('BOG 2026-12-02T06:00 MDE 2026-12-02T07:00'), '2026-12-02T11:00:00.000Z')
  assert.equal(plazo('BOG 2026-12-04T12:00 MDE 2026-12-04T13:00'), '2026-12-04T17:00:00.000Z')
  for (const hora of ['12:00', '06:00'])
    assert.equal(plazo(`BOG 2026-12-01T${hora} MDE 2026-12-01T13:00`), '2026-12-04T17:00:00.000Z', hora)
  const [justo, despues] = [Date.parse(nueva().expiraEn), Date.parse(nueva().expiraEn) + 1]
  assert.deepEqual(expirar(nueva(), { ahora: instanteDeMs(justo) }), [])
  assert.equal(expirar(nueva(), { ahora: instanteDeMs(despues) })[0]?.tipo, 'ReservaCancelada')
  assert.deepEqual(expirar(pagada(), { ahora: instanteDeMs(despues) }), [])
})

test('una reserva cancelada guarda cuándo se aprobó y qué se pagó, si fue así', () => {
  const cancelada = (r: Reserva) => {
    const c = aplicar(r, cancelar(r, { motivo: 'm', ahora: AHORA }))
    assert.ok(c.estado === 'Cancelada')
    return [c.aprobadaEn, c.pago?.referencia ?? null, c.cancelacion.reembolso?.minimo ?? null]
  }
  assert.deepEqual(cancelada(nueva()), [null, null, null])
  assert.deepEqual(cancelada(aprobada()), [AHORA, null, null])
  assert.deepEqual(cancelada(pagada()), [AHORA, 'P1', 250_000n])
})

test('lo que no puede pasar es un defecto, y dice qué', () => {
  const [creada] = reservar({
    ...{ id: ID, idCliente: null, catalogo, politica: POLITICA, ahora: AHORA },
    datos: { itinerarios: [{ odos: [odo(IDA)] }] },
  })
  const [aprueba] = aprobar(nueva(), { ahora: AHORA })
  const [paga] = pagar(aprobada(), { ...PRECIO, referencia: 'P1', ahora: AHORA })
  const [cancela] = cancelar(nueva(), { motivo: 'm', ahora: AHORA })
  const cancelada = aplicar(nueva(), [cancela!])
  for (const [r, evento, mensaje] of [
    [null, aprueba, 'ReservaAprobada no puede pasar en una reserva que no existe'],
    [null, paga, 'ReservaPagada no puede pasar en una reserva que no existe'],
    [null, cancela, 'ReservaCancelada no puede pasar en una reserva que no existe'],
    [nueva(), creada, 'ReservaCreada no puede pasar en una reserva Pendiente'],
    [aprobada(), aprueba, 'ReservaAprobada no puede pasar en una reserva Aprobada'],
    [nueva(), paga, 'ReservaPagada no puede pasar en una reserva Pendiente'],
    [cancelada, cancela, 'ReservaCancelada no puede pasar en una reserva Cancelada'],
  ] as const)
    assert.throws(() => evolucionar(r, evento!), { message: mensaje })
  assert.throws(() => aplicar(null, []), { message: 'una reserva nace de un hecho' })
  assert.equal(clasificar({ odos: [] }), 'Solo ida')
})
