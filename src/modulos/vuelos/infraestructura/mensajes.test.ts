import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogo, leg, reglas } from '#pruebas/apoyo/vuelos.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { id } from '#seedwork/dominio/id.ts'
import { instante } from '#seedwork/dominio/instante.ts'
import { crearRegistro } from '#seedwork/infraestructura/esquemas/registro.ts'
import type { ComandoEncolable } from '../aplicacion/comandos.ts'
import { aprobar, cancelar, pagar, reservar } from '../dominio/decisiones.ts'
import type { EventoReserva } from '../dominio/eventos.ts'
import { aplicar, type Reserva } from '../dominio/reserva.ts'
import { crearConsumidor } from './consumidores/comandos.ts'
import { mensajeDeComando } from './despachadores/comandos-reserva.ts'
import { despachar } from './despachadores/eventos-reserva.ts'
import { aFila, deFila, type FilaReserva } from './mapa.ts'
import { COMANDOS_RESERVA } from './schema/v1/comandos.ts'
import { EVENTOS_RESERVA, ReservaCreada } from './schema/v1/eventos.ts'

const registro = crearRegistro([...EVENTOS_RESERVA, ...COMANDOS_RESERVA])
const ID = '01934c5e-8a00-7c11-8d22-3e33f4455667'
const AHORA = instante(Temporal.Instant.from('2026-12-01T17:00:00Z'))
const PRECIO = { monto: '250000', moneda: 'COP' }
const datos = {
  itinerarios: [{ odos: [{ segmentos: [{ legs: [leg('BOG 2027-02-12T22:30 MAD 2027-02-13T14:20')] }] }] }],
  pasajeros: [{ tipo: 'Adulto', nombre: 'Mariana Ríos Cano', nacimiento: '1988-04-17' }],
  precio: PRECIO,
} as const

const nacida = reservar({ ...reglas, id: id(ID), idCliente: null, datos, ahora: AHORA })
const paso = (r: Reserva, eventos: readonly EventoReserva[]) => ({ r: aplicar(r, eventos), eventos })
const vida = (() => {
  const pendiente = aplicar(null, nacida)
  const uno = paso(pendiente, aprobar(pendiente, { ahora: AHORA }))
  const dos = paso(uno.r, pagar(uno.r, { ...PRECIO, referencia: 'PSE-1', ahora: AHORA }))
  const tres = paso(dos.r, cancelar(dos.r, { motivo: 'se aplazó', ahora: AHORA }))
  const sinPagar = paso(pendiente, cancelar(pendiente, { motivo: 'no va', ahora: AHORA }))
  return [{ r: pendiente, eventos: nacida }, uno, dos, tres, sinPagar]
})()

test('los campos heredados de ReservaCreada siguen con su nombre y su tipo, y los demás tienen valor por defecto', () => {
  const campos = ReservaCreada.esquema.fields
  assert.deepEqual(
    campos.slice(0, 4).map((c) => [c.name, c.type]),
    [
      ['id_reserva', 'string'],
      ['id_cliente', 'string'],
      ['estado', 'string'],
      ['fecha_creacion', 'long'],
    ],
  )
  assert.ok(campos.slice(4).every((c) => 'default' in c))
})

test('cada hecho sale como su evento, con los vuelos en hora local, y se lee igual de sus bytes', () => {
  const publicos = vida.flatMap(({ r, eventos }) =>
    eventos.flatMap((e) => despachar(e, { id: r.id, version: 3, estado: r })),
  )
  const leidos = publicos.map((e) => registro.decodificar(registro.codificar(e)))
  assert.deepEqual(
    leidos.map((l) => l.tipo),
    ['ReservaCreada', 'ReservaAprobada', 'ReservaPagada', 'ReservaCancelada', 'ReservaCancelada'],
  )
  assert.deepEqual(
    leidos.map((l) => l.datos),
    publicos.map((p) => p.datos),
  )
  const [creada, , , pagada, sinPagar] = leidos.map((l) => l.datos as Record<string, unknown>)
  assert.deepEqual([creada?.id_reserva, creada?.id_cliente, creada?.catalogo], [ID, '', catalogo.version])
  assert.match(
    JSON.stringify(creada?.itinerarios, (_, v) => (typeof v === 'bigint' ? Number(v) : v)),
    /2027-02-13T14:20:00/,
  )
  assert.deepEqual([pagada?.estado_antes, pagada?.reembolso], ['Pagada', PRECIO])
  assert.deepEqual([sinPagar?.estado_antes, sinPagar?.reembolso], ['Pendiente', null])
})

/** Lo que la conexión devuelve de lo que se escribió: instantes, y JSON que pasó por texto. */
const comoFila = (r: Reserva): FilaReserva => {
  const fila = Object.entries(aFila(r)).map(([columna, valor]) => {
    if (/(_en|_salida)$/.test(columna) && typeof valor === 'string')
      return [columna, Temporal.Instant.from(valor)]
    return [columna, typeof valor === 'object' && valor !== null ? JSON.parse(JSON.stringify(valor)) : valor]
  })
  return { id: r.id, version: 1n, ...Object.fromEntries(fila) }
}

for (const { r } of vida)
  test(`una reserva ${r.estado} se guarda y se lee igual (${r.actualizadoEn}, ${'pago' in r && r.pago ? 'con' : 'sin'} pago)`, () => {
    assert.deepEqual(deFila(comoFila(r)), r)
  })

const consumidor = crearConsumidor({ registro, reglas, armar: () => assert.fail('no corre') })
const mensajeDe = (comando: ComandoEncolable, version: number | null): Mensaje => {
  const evento = mensajeDeComando(comando, version)
  const sobre = {
    topico: evento.topico,
    tipo: evento.tipo,
    versionEsquema: evento.versionEsquema,
    clave: comando.id,
  }
  return {
    ...sobre,
    ...{
      posicion: 1,
      id: ID,
      versionAgregado: 0,
      ocurridoEn: Date.parse(AHORA),
      guardadoEn: 0,
      actor: 'gestora',
    },
    ...{ origen: 'api', correlacion: ID, causacion: null, traceparent: null, servicio: 'api' },
    contenido: registro.codificar(evento),
  }
}

const COMANDOS: readonly ComandoEncolable[] = [
  { tipo: 'CrearReserva', id: ID, ...datos, idCliente: undefined },
  { tipo: 'AprobarReserva', id: ID, precio: PRECIO },
  { tipo: 'PagarReserva', id: ID, ...PRECIO, referencia: 'PSE-1' },
  { tipo: 'CancelarReserva', id: ID, motivo: 'se aplazó' },
]
for (const comando of COMANDOS)
  test(`${comando.tipo} viaja como mensaje y vuelve a ser la misma orden, las veces que llegue`, () => {
    const mensaje = mensajeDe(comando, comando.tipo === 'CrearReserva' ? null : 3)
    const orden = consumidor.orden(mensaje)
    assert.equal(JSON.stringify(orden.comando), JSON.stringify(consumidor.orden(mensaje).comando))
    const escrito = JSON.parse(JSON.stringify(orden.comando))
    const esperado = JSON.parse(JSON.stringify(comando), (clave, valor) =>
      clave === 'nombre' && valor === '' ? undefined : valor,
    )
    assert.deepEqual(escrito, esperado)
    const { versionEsperada, idComando, actor } = orden.contexto
    assert.deepEqual([idComando, actor], [ID, 'gestora'])
    assert.deepEqual(versionEsperada, comando.tipo === 'CrearReserva' ? undefined : { id: ID, version: 3 })
  })

test('sin pasajeros, el mensaje dice un adulto', () => {
  const orden = consumidor.orden(
    mensajeDe({ tipo: 'CrearReserva', id: ID, itinerarios: datos.itinerarios }, null),
  )
  assert.deepEqual(JSON.parse(JSON.stringify(orden.comando)).pasajeros, [{ tipo: 'Adulto' }])
})

test('de fuera, una orden sin pasajeros es para un adulto', () => {
  const evento = mensajeDeComando({ tipo: 'CrearReserva', id: ID, itinerarios: datos.itinerarios }, null)
  const contenido = registro.codificar({
    ...evento,
    datos: { ...(evento.datos as object), pasajeros: [] },
  })
  const mensaje = { ...mensajeDe({ tipo: 'AprobarReserva', id: ID }, null), tipo: 'CrearReserva', contenido }
  const { comando } = consumidor.orden(mensaje)
  assert.equal(comando.tipo, 'CrearReserva')
  assert.equal('pasajeros' in comando && comando.pasajeros, undefined)
})
