import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leg, memoriaVuelos, reglas, unidadVuelos } from '#pruebas/apoyo/vuelos.ts'
import type { Contexto } from '#seedwork/aplicacion/contexto.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { comandosVuelos } from './comandos.ts'

const ID = '01934c5e-8a00-7c11-8d22-3e33f4455667'
const CLIENTE = '01934c5e-3000-7a01-9b02-0c03d0405060'
const PRECIO = { monto: '250000', moneda: 'COP' }

const contexto = (ahora = '2026-12-01T17:00:00Z'): Contexto => ({
  idComando: ID,
  actor: 'gestora',
  origen: 'api',
  correlacion: ID,
  causacion: null,
  traceparent: null,
  ahora: Temporal.Instant.from(ahora),
})

/** El módulo sobre memoria; cada caso de uso se corre dos veces y debe dar lo mismo. */
const abrir = () => {
  const memoria = memoriaVuelos([CLIENTE])
  const comandos = comandosVuelos(unidadVuelos(memoria, assert.deepEqual), reglas)
  const crear = (extra: object = {}) =>
    comandos.CrearReserva({
      comando: {
        tipo: 'CrearReserva',
        id: ID,
        itinerarios: [
          { odos: [{ segmentos: [{ legs: [leg('BOG 2026-12-10T06:15 MDE 2026-12-10T07:15')] }] }] },
        ],
        precio: PRECIO,
        ...extra,
      },
      contexto: contexto(),
    })
  const aprobar = () =>
    comandos.AprobarReserva({ comando: { tipo: 'AprobarReserva', id: ID }, contexto: contexto() })
  const pagar = () =>
    comandos.PagarReserva({
      comando: { tipo: 'PagarReserva', id: ID, ...PRECIO, referencia: 'PSE-1' },
      contexto: contexto(),
    })
  const cancelar = () =>
    comandos.CancelarReserva({
      comando: { tipo: 'CancelarReserva', id: ID, motivo: 'se aplazó' },
      contexto: contexto(),
    })
  const expirar = (ahora: string) =>
    comandos.ExpirarReserva({ comando: { tipo: 'ExpirarReserva', id: ID }, contexto: contexto(ahora) })
  const emitidos = () => memoria.emitidos.map((e) => e.tipo)
  return { crear, aprobar, pagar, cancelar, expirar, emitidos }
}
const codigo = async (promesa: Promise<unknown>) =>
  promesa.then(
    () => 'bien',
    (e) => (e instanceof ErrorDominio ? e.codigo : String(e)),
  )

test('una reserva va de punta a punta: crear, aprobar, pagar, cancelar', async () => {
  const m = abrir()
  const creada = (await m.crear({ idCliente: CLIENTE })).resultado
  assert.deepEqual([creada.version, creada.estado, creada.id_cliente], [1, 'Pendiente', CLIENTE])
  assert.equal((await m.aprobar()).resultado.estado, 'Aprobada')
  assert.deepEqual((await m.pagar()).resultado.pago?.referencia, 'PSE-1')
  const cancelada = (await m.cancelar()).resultado
  assert.deepEqual([cancelada.version, cancelada.cancelacion?.reembolso], [4, PRECIO])
  assert.deepEqual(m.emitidos(), ['ReservaCreada', 'ReservaAprobada', 'ReservaPagada', 'ReservaCancelada'])
})

test('expirar antes de tiempo, o dos veces, no emite nada', async () => {
  const m = abrir()
  await m.crear()
  await m.expirar('2026-12-04T17:00:00Z')
  assert.deepEqual(m.emitidos(), ['ReservaCreada'])
  const expirada = (await m.expirar('2026-12-04T17:00:00.001Z')).resultado
  assert.equal(expirada.cancelacion?.motivo, 'expirada')
  assert.equal((await m.expirar('2026-12-05T00:00:00Z')).resultado.version, expirada.version)
  assert.deepEqual(m.emitidos(), ['ReservaCreada', 'ReservaCancelada'])
})

test('lo rechazado no emite nada', async () => {
  const m = abrir()
  assert.equal(await codigo(m.aprobar()), 'ReservaNoEncontrada')
  assert.equal(await codigo(m.crear({ idCliente: ID })), 'ClienteDesconocido')
  assert.equal(await codigo(m.crear({ itinerarios: [] })), 'ItinerarioVacio')
  assert.deepEqual(m.emitidos(), [])
  await m.crear()
  assert.equal(await codigo(m.pagar()), 'TransicionInvalida')
  assert.deepEqual(m.emitidos(), ['ReservaCreada'])
})
