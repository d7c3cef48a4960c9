import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { abrirApiPrueba, clienteNuevo, inmuebleNuevo } from '#pruebas/apoyo/api.ts'
import { abrirCanal, abrirSidecarPrueba, llamar } from '#pruebas/apoyo/sidecar.ts'
import {
  Contratos,
  CrearContratoPeticionSchema,
  FirmarContratoPeticionSchema,
  ListarContratosPeticionSchema,
  ObtenerContratoPeticionSchema,
  ProcesarContratoPeticionSchema,
} from '../../src/sidecar/generado/contratos/v1/contratos_pb.ts'
import { QueryReservaSchema, ReservaSchema, Vuelos } from '../../src/sidecar/generado/vuelos_pb.ts'

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())
const sidecar = await abrirSidecarPrueba(a.servicio.url)
after(() => sidecar[Symbol.asyncDispose]())
const canal = abrirCanal(sidecar.url)
after(() => canal.close())

const instante = (iso: string) => timestampFromDate(new Date(iso))
const legDe = (origen: string, destino: string) => ({
  ...{ origen: { codigo: origen }, destino: { codigo: destino } },
  fechaSalida: instante('2026-12-10T11:15:00Z'),
  fechaLlegada: instante('2026-12-10T12:15:00Z'),
})
const reserva = (origen = 'BOG', extra: MessageInitShape<typeof ReservaSchema> = {}) =>
  create(ReservaSchema, {
    itinerarios: [{ odos: [{ segmentos: [{ legs: [legDe(origen, 'MDE')] }] }] }],
    ...extra,
  })
const CREAR = [Vuelos, 'CrearReserva'] as const
const CONSULTAR = [Vuelos, 'ConsultarReserva'] as const
const consultar = (id: string) => create(QueryReservaSchema, { id })

describe('Vuelos', () => {
  test('crear y consultar: la reserva es la de la API, con sus instantes', async () => {
    const creada = await llamar(canal, CREAR, reserva())
    assert.equal(creada.estado, 'OK', creada.texto)
    assert.equal(creada.mensaje.mensaje, 'OK')
    assert.match(String(creada.posterior.get('alpes-posicion')[0]), /^eventos-reserva=\d+/)
    const { id } = creada.mensaje.reserva
    const leida = await llamar(canal, CONSULTAR, consultar(id))
    assert.deepEqual(leida.mensaje.reserva, creada.mensaje.reserva)
    const leg = leida.mensaje.reserva.itinerarios[0].odos[0].segmentos[0].legs[0]
    assert.equal(leg.origen.codigo, 'BOG')
    assert.deepEqual(leg.fechaSalida, instante('2026-12-10T11:15:00Z'))
    const { cuerpo } = await a.pedir(`GET /reservas/${id}`)
    assert.equal(cuerpo.itinerarios[0].odos[0].destino, 'MDE')
  })

  test('el id que se manda es el de la reserva; las fechas y el id del itinerario se pasan por alto', async () => {
    const id = randomUUID()
    const r = await llamar(
      canal,
      CREAR,
      reserva('BOG', { id, fechaCreacion: instante('1999-01-01T00:00:00Z') }),
    )
    assert.equal(r.mensaje?.reserva.id, id, r.texto)
    assert.notDeepEqual(r.mensaje.reserva.fechaCreacion, instante('1999-01-01T00:00:00Z'))
  })

  test('una regla rota: INVALID_ARGUMENT, con su motivo y el campo', async () => {
    const r = await llamar(canal, CREAR, reserva('XXQ'))
    assert.equal(r.estado, 'INVALID_ARGUMENT')
    assert.equal(r.motivo, 'AeropuertoDesconocido')
    assert.deepEqual(r.campos, ['itinerarios[0].odos[0].segmentos[0].legs[0].origen.codigo'])
  })

  test('lo que falta en el mensaje lo dice la API, con su campo', async () => {
    const vacia = await llamar(canal, CREAR, create(ReservaSchema))
    assert.deepEqual([vacia.estado, vacia.motivo], ['INVALID_ARGUMENT', 'ItinerarioVacio'])
    const sinFechas = create(ReservaSchema, { itinerarios: [{ odos: [{ segmentos: [{ legs: [{}] }] }] }] })
    const r = await llamar(canal, CREAR, sinFechas)
    assert.equal(r.estado, 'INVALID_ARGUMENT')
    assert.ok(
      r.campos?.some((c) => c.startsWith('itinerarios[0].odos[0].segmentos[0].legs[0]')),
      String(r.campos),
    )
  })

  test('una fecha fuera de los años 1 a 9999 es INVALID_ARGUMENT', async () => {
    const leg = { ...legDe('BOG', 'MDE'), fechaSalida: { seconds: 1n << 60n, nanos: 0 } }
    const r = await llamar(
      canal,
      CREAR,
      create(ReservaSchema, { itinerarios: [{ odos: [{ segmentos: [{ legs: [leg] }] }] }] }),
    )
    assert.equal(r.estado, 'INVALID_ARGUMENT')
  })

  test('quien no está, no puede o no existe', async () => {
    const sin = await llamar(canal, CREAR, reserva(), { credencial: null })
    assert.equal(sin.estado, 'UNAUTHENTICATED')
    const mala = await llamar(canal, CREAR, reserva(), { credencial: 'otra' })
    assert.equal(mala.estado, 'UNAUTHENTICATED')
    const lectora = await llamar(canal, CREAR, reserva(), { credencial: 'credencial-lectora' })
    assert.equal(lectora.estado, 'PERMISSION_DENIED')
    const nadie = await llamar(canal, CONSULTAR, consultar(randomUUID()))
    assert.deepEqual([nadie.estado, nadie.motivo], ['NOT_FOUND', 'ReservaNoEncontrada'])
    assert.equal((await llamar(canal, CONSULTAR, consultar(''))).estado, 'INVALID_ARGUMENT')
    assert.notEqual((await llamar(canal, CONSULTAR, consultar('../contratos'))).estado, 'OK')
  })

  test('la misma idempotency-key tiene efecto una vez; con otro cuerpo se rechaza', async () => {
    const metadatos = { 'idempotency-key': randomUUID() }
    const una = await llamar(canal, CREAR, reserva(), { metadatos })
    const otra = await llamar(canal, CREAR, reserva(), { metadatos })
    assert.equal(una.estado, 'OK', una.texto)
    assert.deepEqual(otra.mensaje, una.mensaje)
    const distinta = await llamar(canal, CREAR, reserva('CTG'), { metadatos })
    assert.equal(distinta.estado, 'INVALID_ARGUMENT')
  })
})

const contratar = async (extra: MessageInitShape<typeof CrearContratoPeticionSchema> = {}) => {
  const crear = async (ruta: string, cuerpo: object) => (await a.pedir(`POST ${ruta}`, { cuerpo })).cuerpo.id
  const pedido = create(CrearContratoPeticionSchema, {
    idPropiedad: await crear('/inmuebles', inmuebleNuevo()),
    idCompania: await crear('/clientes', clienteNuevo()),
    idInquilino: await crear('/clientes', clienteNuevo()),
    ...{ fechaInicio: '2026-12-15', fechaFin: '2027-12-14', monto: '4500000', moneda: 'COP' },
    ...extra,
  })
  return { pedido, creado: await llamar(canal, [Contratos, 'CrearContrato'], pedido) }
}

describe('Contratos', () => {
  test('crear, firmar, procesar, obtener y listar', async () => {
    const { pedido, creado } = await contratar({ incremento: { tipo: 'fijo', puntosBasicos: 500 } })
    assert.equal(creado.estado, 'OK', creado.texto)
    const { id, hash } = creado.mensaje
    assert.equal(creado.mensaje.incremento.puntosBasicos, 500)
    for (const idParte of [pedido.idCompania, pedido.idInquilino]) {
      const firma = create(FirmarContratoPeticionSchema, { id, idParte, hash })
      const r = await llamar(canal, [Contratos, 'FirmarContrato'], firma)
      assert.equal(r.estado, 'OK', r.texto)
    }
    const proceso = create(ProcesarContratoPeticionSchema, { id, actaEntrega: true })
    const procesado = await llamar(canal, [Contratos, 'ProcesarContrato'], proceso)
    assert.equal(procesado.mensaje?.estado, 'Procesado', procesado.texto)
    const leido = await llamar(
      canal,
      [Contratos, 'ObtenerContrato'],
      create(ObtenerContratoPeticionSchema, { id }),
    )
    assert.equal(leido.mensaje.firmas.length, 2)
    assert.equal(leido.mensaje.version, procesado.mensaje.version)
    const filtro = create(ListarContratosPeticionSchema, { estado: ['Procesado'], limite: 10 })
    const lista = await llamar(canal, [Contratos, 'ListarContratos'], filtro)
    assert.deepEqual(
      lista.mensaje?.elementos.map((c: { id: string }) => c.id),
      [id],
      lista.texto,
    )
  })

  test('negativos: sin acta, hash viejo, contrato que no existe, filtro que no se entiende', async () => {
    const { pedido, creado } = await contratar()
    const { id } = creado.mensaje
    const sinActa = create(ProcesarContratoPeticionSchema, { id })
    const r = await llamar(canal, [Contratos, 'ProcesarContrato'], sinActa)
    assert.deepEqual([r.estado, r.motivo], ['ABORTED', 'TransicionInvalida'])
    const vieja = create(FirmarContratoPeticionSchema, {
      id,
      idParte: pedido.idCompania,
      hash: '0'.repeat(64),
    })
    assert.equal((await llamar(canal, [Contratos, 'FirmarContrato'], vieja)).estado, 'FAILED_PRECONDITION')
    const otro = create(ObtenerContratoPeticionSchema, { id: randomUUID() })
    assert.equal((await llamar(canal, [Contratos, 'ObtenerContrato'], otro)).motivo, 'ContratoNoEncontrado')
    const filtro = create(ListarContratosPeticionSchema, { estado: ['Raro'] })
    assert.equal((await llamar(canal, [Contratos, 'ListarContratos'], filtro)).estado, 'INVALID_ARGUMENT')
  })
})
