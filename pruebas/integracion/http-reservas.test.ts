import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { abrirApiPrueba } from '../apoyo/api.ts'
import { crearReserva, RS_01, RS_02, RS_03, RS_04, RS_05, reservaNueva } from '../apoyo/reservas.ts'

const a = await abrirApiPrueba()
after(() => a[Symbol.asyncDispose]())

test('crear una reserva: 201 con su dirección, su versión y lo mismo que se lee después', async () => {
  const r = await a.pedir('POST /reservas', { cuerpo: reservaNueva() })
  assert.equal(r.estado, 201, r.texto)
  assert.equal(r.encabezados.get('location'), `/reservas/${r.cuerpo.id}`)
  assert.equal(r.encabezados.get('etag'), '"1"')
  assert.match(r.encabezados.get('alpes-posicion') ?? '', /^eventos-reserva=\d+$/)
  const leida = await a.pedir(`GET /reservas/${r.cuerpo.id}`)
  assert.equal(leida.encabezados.get('etag'), '"1"')
  assert.deepEqual(leida.cuerpo, r.cuerpo)
  assert.equal(r.cuerpo.estado, 'Pendiente')
  assert.equal(r.cuerpo.itinerarios[0].tipo, 'Solo ida')
  const [leg] = r.cuerpo.itinerarios[0].odos[0].segmentos[0].legs
  assert.deepEqual([leg.fecha_salida, leg.salida_local], ['2026-12-10T11:15:00.000Z', '2026-12-10T06:15:00'])
  assert.deepEqual(leg.ocupacion, { adultos: 1, menores: 0, infantes: 0 })
})

test('las reservas de la demo se crean con su tipo', async () => {
  const tipos: string[] = []
  for (const suyo of [RS_01, RS_02, RS_03, RS_04, RS_05]) {
    const r = await crearReserva(a, { itinerarios: [suyo] })
    tipos.push(r.itinerarios[0].tipo)
  }
  assert.deepEqual(tipos, ['Solo ida', 'Ida y vuelta', 'Open jaw destino', 'Ida y vuelta', 'Solo ida'])
})
