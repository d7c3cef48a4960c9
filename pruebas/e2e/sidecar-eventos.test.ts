import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { create } from '@bufbuild/protobuf'
import { abrirApiPrueba } from '#pruebas/apoyo/api.ts'
import { abrirApiFalsa, conJson } from '#pruebas/apoyo/api-falsa.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { crearReserva } from '#pruebas/apoyo/reservas.ts'
import { abrirCanal, abrirFlujo, abrirSidecarPrueba, type Llamada } from '#pruebas/apoyo/sidecar.ts'
import {
  Contratos,
  type Evento,
  SeguirEventosPeticionSchema,
} from '../../src/sidecar/generado/contratos/v1/contratos_pb.ts'

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())
const sidecar = await abrirSidecarPrueba(a.servicio.url)
after(() => sidecar[Symbol.asyncDispose]())
const canal = abrirCanal(sidecar.url)
after(() => canal.close())

const seguir = (topico: string, desde: bigint, llamada: Llamada = {}, por = canal) =>
  abrirFlujo<Evento>(
    por,
    [Contratos, 'SeguirEventos'],
    create(SeguirEventosPeticionSchema, { topico, desde }),
    llamada,
  )
const secuencias = (eventos: readonly Evento[]) => eventos.map((e) => Number(e.sequence))
const hasta = (n: number) => Array.from({ length: n }, (_, i) => i + 1)

test('da lo que hay y lo que va llegando, en orden, y se reanuda desde el último', async () => {
  for (let i = 0; i < 3; i++) await crearReserva(a)
  const primero = seguir('eventos-reserva', 0n)
  await esperarQue('llegan los tres', () => primero.recibidos.length === 3)
  const { id } = await crearReserva(a)
  await esperarQue('llega el cuarto, ya en vivo', () => primero.recibidos.length === 4)
  primero.curso.cancel()
  assert.equal((await primero.fin).estado, 'CANCELLED')
  assert.deepEqual(secuencias(primero.recibidos), hasta(4))
  const ultimo = primero.recibidos[3]!
  assert.deepEqual([ultimo.type, ultimo.topico, ultimo.subject], ['ReservaCreada', 'eventos-reserva', id])
  assert.equal(JSON.parse(ultimo.datos).id_reserva, id)
  const { cuerpo } = await a.pedir('GET /bitacora/eventos-reserva?desde=3')
  const { contenido, time } = cuerpo.mensajes[0]
  assert.equal(Buffer.from(ultimo.contenido).toString('base64'), contenido)
  assert.equal(ultimo.time, BigInt(time))
  await crearReserva(a)
  const segundo = seguir('eventos-reserva', ultimo.sequence)
  await esperarQue('llega el quinto', () => segundo.recibidos.length > 0)
  assert.deepEqual(secuencias(segundo.recibidos), [5])
  segundo.curso.cancel()
})

test('quién puede, qué tópico y desde dónde', async () => {
  const estado = (topico: string, desde: bigint, llamada?: Llamada) =>
    seguir(topico, desde, llamada).fin.then((f) => f.estado)
  assert.equal(await estado('eventos-reserva', 0n, { credencial: 'credencial-lectora' }), 'PERMISSION_DENIED')
  assert.equal(await estado('eventos-reserva', 0n, { credencial: null }), 'UNAUTHENTICATED')
  assert.equal(await estado('eventos-otro', 0n), 'NOT_FOUND')
  assert.equal(await estado('', 0n), 'INVALID_ARGUMENT')
  assert.equal(await estado('eventos-reserva', -1n), 'INVALID_ARGUMENT')
  assert.equal(await estado('eventos-reserva', 1n << 60n), 'INVALID_ARGUMENT')
  assert.equal(await estado('eventos-reserva', 1_000_000n), 'OUT_OF_RANGE')
})

test('un plazo del cliente también corta un flujo', async () => {
  const flujo = seguir('eventos-cliente', 0n, { deadline: Date.now() + 300 })
  assert.equal((await flujo.fin).estado, 'DEADLINE_EXCEEDED')
})

const mensajeFalso = (sequence: number, datos: string) => ({
  ...{ topico: 'eventos-reserva', id: 'x', time: 1, ingestion: 1, specversion: '1.0', type: 'T' },
  ...{
    versiones: [1, 2],
    version_esquema: 1,
    datacontenttype: 'application/avro',
    service_name: 's',
    subject: 's',
  },
  ...{ version_agregado: 1, actor: 'a', origen: 'api', correlationid: 'c', causationid: null },
  ...{ traceparent: null, contenido: '', sequence, datos },
})

/** Una API con una bitácora sin fin, y cuántas lecturas van. */
const sinFin = async (inicio = 1) => {
  const falsa = await abrirApiFalsa()
  falsa.responder((peticion, respuesta) => {
    const desde = Number(new URL(peticion.url!, falsa.url).searchParams.get('desde'))
    const mensajes = Array.from({ length: 100 }, (_, i) => mensajeFalso(desde + 1 + i, 'x'.repeat(5_000)))
    conJson(200, { mensajes, inicio, cabeza: 1_000_000 })(peticion, respuesta)
  })
  return falsa
}

test('lo podado es OUT_OF_RANGE: no se salta nada en silencio', async () => {
  await using falsa = await sinFin(10)
  await using otro = await abrirSidecarPrueba(falsa.url)
  using _ = { [Symbol.dispose]: () => por.close() }
  const por = abrirCanal(otro.url)
  const perdido = seguir('eventos-reserva', 8n, {}, por)
  const { estado, texto } = await perdido.fin
  assert.equal(estado, 'OUT_OF_RANGE')
  assert.match(texto, /lo más antiguo es 10/)
  const justo = seguir('eventos-reserva', 9n, {}, por)
  await esperarQue('empieza donde se puede', () => justo.recibidos.length > 0)
  assert.deepEqual(justo.recibidos[0]!.versiones, [1, 2], 'y dice en qué versiones salió cada hecho')
  assert.equal(justo.recibidos[0]?.sequence, 10n)
  justo.curso.cancel()
  await justo.fin
})

test('quien no lee frena al sidecar: deja de pedir a la API, y sigue donde iba', async () => {
  await using falsa = await sinFin()
  await using otro = await abrirSidecarPrueba(falsa.url)
  const por = abrirCanal(otro.url)
  const flujo = seguir('eventos-reserva', 0n, {}, por)
  flujo.curso.pause()
  let antes = -1
  await esperarQue(
    'las lecturas se paran',
    async () => {
      const iguales = falsa.recibidas.length === antes
      antes = falsa.recibidas.length
      await new Promise((seguir) => setTimeout(seguir, 300))
      return iguales && antes > 0 && falsa.recibidas.length === antes
    },
    20_000,
  )
  assert.ok(antes < 40, `${antes} lecturas de medio mega sin que nadie leyera`)
  flujo.curso.resume()
  await esperarQue('sigue al volver a leer', () => falsa.recibidas.length > antes + 10, 20_000)
  const vistas = secuencias(flujo.recibidos)
  assert.deepEqual(vistas, hasta(vistas.length))
  flujo.curso.cancel()
  await flujo.fin
  por.close()
})
