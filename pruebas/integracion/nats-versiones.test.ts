import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import avro from 'avsc'
import { abrirApiPrueba, crearContrato, crearTrio } from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirServidorNats, conectarNats, natsServer } from '#pruebas/apoyo/nats.ts'
import { leerFlujo } from '#pruebas/apoyo/nats-relevo.ts'

/** El esquema que un socio copió cuando sólo había v1: los tres campos de la plataforma anterior. */
const DEL_SOCIO = avro.Type.forSchema({
  type: 'record',
  name: 'ContratoCreado',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'estado', type: 'string' },
  ],
})

test('un socio que escoge por ce-type y no sabe nada de versiones recibe la v1, una por contrato', {
  skip: natsServer.saltar,
}, async () => {
  await using servidor = await abrirServidorNats()
  const entorno = { BROKER: servidor.url, VERSIONES_EVENTOS: 'ContratoCreado=1+2' }
  await using a = await abrirApiPrueba({ entorno })
  const trio = await crearTrio(a)
  const ids = [await crearContrato(a, trio), await crearContrato(a, trio)].map((c) => c.id)
  await esperarQue('el broker los tiene', async () => {
    const vistos = await leerFlujo(servidor.url, 'eventos-contrato').catch(() => [])
    return vistos.length >= 4
  })

  await using conexion = conectarNats(servidor.url)
  const nats = await conexion.obtener()
  const { name } = await (await jetstreamManager(nats)).consumers.add('ALPES', {
    ...{ filter_subject: 'eventos-contrato', ack_policy: AckPolicy.None, mem_storage: true },
  })
  const consumidor = await jetstream(nats).consumers.get('ALPES', name)
  const suyos: string[] = []
  const versiones: string[] = []
  for await (const m of await consumidor.fetch({ max_messages: 4, expires: 5_000 })) {
    versiones.push(`${m.headers?.get('ce-type')} ${m.headers?.get('ce-schemaversions')}`)
    if (m.headers?.get('ce-type') !== 'co.alpes.contratos.ContratoCreado.v1') continue
    suyos.push((DEL_SOCIO.decode(Buffer.from(m.data), 10).value as { id: string }).id)
  }
  assert.deepEqual(suyos, ids)
  const pareja = ['co.alpes.contratos.ContratoCreado.v1 1,2', 'co.alpes.contratos.ContratoCreado.v2 1,2']
  assert.deepEqual(versiones, [...pareja, ...pareja])
})
