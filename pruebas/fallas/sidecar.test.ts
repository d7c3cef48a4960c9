import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { after, test } from 'node:test'
import { create } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { abrirApiPrueba } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { lanzar } from '#pruebas/apoyo/proceso-hijo.ts'
import { abrirCanal, type Contestada, llamar } from '#pruebas/apoyo/sidecar.ts'
import { ReservaSchema, Vuelos } from '../../src/sidecar/generado/vuelos_pb.ts'
import { puertoLibre } from './sistema.ts'

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())

const PROGRAMA = path.join(import.meta.dirname, '../../src/sidecar/principal.ts')
const instante = (iso: string) => timestampFromDate(new Date(iso))
const leg = {
  ...{ origen: { codigo: 'BOG' }, destino: { codigo: 'MDE' } },
  fechaSalida: instante('2026-12-10T11:15:00Z'),
  fechaLlegada: instante('2026-12-10T12:15:00Z'),
}
const reserva = create(ReservaSchema, { itinerarios: [{ odos: [{ segmentos: [{ legs: [leg] }] }] }] })
const total = async () => (await a.pedir('GET /reservas?limite=1&totales=si')).cuerpo.total as number

const arrancar = async (puerto: number) => {
  const entorno = { API_URL: a.servicio.url, PUERTO_GRPC: String(puerto), PUERTO_METRICAS: '0' }
  const proceso = lanzar(PROGRAMA, { entorno })
  await proceso.linea(/sidecar en marcha/)
  return proceso
}

test('fila 7: muerto con cien llamadas en curso, UNAVAILABLE; repetir con la misma clave tiene efecto una vez', async () => {
  const puerto = await puertoLibre()
  const crear = (canal: ReturnType<typeof abrirCanal>, clave: string): Promise<Contestada> =>
    llamar(canal, [Vuelos, 'CrearReserva'], reserva, { metadatos: { 'idempotency-key': clave } })
  const claves = Array.from({ length: 100 }, () => randomUUID())
  await using primero = await arrancar(puerto)
  const canal = abrirCanal(`127.0.0.1:${puerto}`, { 'grpc.enable_retries': 0 })
  let hechas = 0
  const llamadas = claves.map(async (clave) => {
    const r = await crear(canal, clave)
    if (++hechas === 1) primero.senal('SIGKILL')
    return r
  })
  const primeras = await Promise.all(llamadas)
  canal.close()
  const estados = Map.groupBy(primeras, (r) => r.estado)
  assert.deepEqual([...estados.keys()].toSorted(), ['OK', 'UNAVAILABLE'])
  const cortadas = estados.get('UNAVAILABLE')!.length
  assert.ok(cortadas >= 10, `sólo ${cortadas} estaban en curso`)
  assert.equal(await primero.fin, 'SIGKILL')
  assert.equal((await a.pedir('GET /health')).estado, 200, 'la API ni se entera')

  await using segundo = await arrancar(puerto)
  const otro = abrirCanal(`127.0.0.1:${puerto}`)
  // la que la API aún tiene entre manos contesta ABORTED: es repetible con su clave
  const insistir = (clave: string) =>
    esperarQue(`acaba ${clave}`, async () => {
      const r = await crear(otro, clave)
      return r.estado === 'OK' ? r : undefined
    })
  const repetidas = await Promise.all(claves.map(insistir))
  otro.close()
  const ids = new Set(repetidas.map((r) => r.mensaje.reserva.id))
  assert.equal(ids.size, 100)
  for (const [i, r] of primeras.entries())
    if (r.estado === 'OK') assert.equal(r.mensaje.reserva.id, repetidas[i]?.mensaje.reserva.id)
  await esperarQue('hay cien, ni una más', async () => (await total()) === 100)
  segundo.senal('SIGTERM')
  assert.equal(await segundo.fin, 0)
})
