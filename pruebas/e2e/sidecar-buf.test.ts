import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { fromBinary } from '@bufbuild/protobuf'
import { ADMIN, abrirApiPrueba } from '#pruebas/apoyo/api.ts'
import { abrirSidecarPrueba } from '#pruebas/apoyo/sidecar.ts'
import { BadRequestSchema, ErrorInfoSchema } from '../../src/sidecar/generado/google/rpc/error_details_pb.ts'

const BUF = path.join(import.meta.dirname, '../../node_modules/.bin/buf')
const AJENO = path.join(import.meta.dirname, '../ajeno')

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())
const sidecar = await abrirSidecarPrueba(a.servicio.url)
after(() => sidecar[Symbol.asyncDispose]())

type Pedido = Readonly<{ datos?: object; credencial?: string | null; mas?: readonly string[] }>

const lanzarBuf = (metodo: string, { datos, credencial = ADMIN, mas = [] }: Pedido) =>
  spawn(
    BUF,
    [
      ...['curl', '--protocol', 'grpc', ...mas],
      ...(credencial === null ? [] : ['-H', `authorization: Bearer ${credencial}`]),
      ...(datos === undefined ? [] : ['-d', JSON.stringify(datos)]),
      `http://${sidecar.url}${metodo}`,
    ],
    // En su grupo: `buf` es un guion que lanza el programa de verdad, y se cortan los dos.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )

/** Lo que contesta `buf curl`, un cliente en Go que no conoce nuestros protos: los pregunta por reflexión. */
const curl = async (metodo: string, pedido: Pedido = {}) => {
  const hijo = lanzarBuf(metodo, pedido)
  const fin = once(hijo, 'close')
  const [salida, errores] = await Promise.all([text(hijo.stdout), text(hijo.stderr)])
  const [codigo] = await fin
  return { estado: codigo >> 3, codigo, salida, errores }
}

const leg = (origen: string) => ({
  ...{ origen: { codigo: origen }, destino: { codigo: 'MDE' } },
  ...{ fechaSalida: '2026-12-10T11:15:00Z', fechaLlegada: '2026-12-10T12:15:00Z' },
})
const reserva = (origen = 'BOG') => ({ itinerarios: [{ odos: [{ segmentos: [{ legs: [leg(origen)] }] }] }] })
const CREAR = '/vuelos.Vuelos/CrearReserva'
const CONSULTAR = '/vuelos.Vuelos/ConsultarReserva'

test('por reflexión se ve qué hay', async () => {
  const { salida, errores } = await curl('', { mas: ['--list-methods'] })
  for (const metodo of ['vuelos.Vuelos/CrearReserva', 'contratos.v1.Contratos/SeguirEventos'])
    assert.ok(salida.includes(metodo), salida + errores)
})

test('crear y consultar, con los protos por reflexión y con los de un cliente ajeno', async () => {
  for (const mas of [[], ['--schema', AJENO]]) {
    const creada = await curl(CREAR, { datos: reserva(), mas })
    assert.equal(creada.codigo, 0, creada.errores)
    const { mensaje, reserva: suya } = JSON.parse(creada.salida)
    assert.equal(mensaje, 'OK')
    const leida = await curl(CONSULTAR, { datos: { id: suya.id }, mas })
    assert.deepEqual(JSON.parse(leida.salida), JSON.parse(creada.salida))
  }
})

test('los errores llegan con su estado y sus detalles', async () => {
  const rota = await curl(CREAR, { datos: reserva('XXQ') })
  const dicho = JSON.parse(rota.errores)
  assert.equal(dicho.code, 'invalid_argument')
  const [motivo, campos] = dicho.details.map((d: { value: string }) => Buffer.from(d.value, 'base64'))
  assert.equal(fromBinary(ErrorInfoSchema, motivo).reason, 'AeropuertoDesconocido')
  assert.equal(
    fromBinary(BadRequestSchema, campos).fieldViolations[0]?.field,
    'itinerarios[0].odos[0].segmentos[0].legs[0].origen.codigo',
  )
  const datos = { id: crypto.randomUUID() }
  assert.equal(JSON.parse((await curl(CONSULTAR, { datos })).errores).code, 'not_found')
  assert.equal(
    JSON.parse((await curl(CONSULTAR, { datos, credencial: null })).errores).code,
    'unauthenticated',
  )
  const credencial = 'credencial-lectora'
  assert.equal(
    JSON.parse((await curl(CREAR, { datos: reserva(), credencial })).errores).code,
    'permission_denied',
  )
})

test('sigue los eventos de un tópico, en orden', async () => {
  const datos = { topico: 'eventos-reserva', desde: '0' }
  const hijo = lanzarBuf('/contratos.v1.Contratos/SeguirEventos', { datos })
  const fin = once(hijo, 'close')
  const vistos: string[] = []
  for await (const linea of createInterface(hijo.stdout)) {
    const secuencia = /"sequence": ?"(\d+)"/.exec(linea)?.[1]
    if (secuencia !== undefined && vistos.push(secuencia) === 2) break
  }
  process.kill(-hijo.pid!, 'SIGKILL')
  await fin
  assert.deepEqual(vistos, ['1', '2'])
})
