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

test('la demo trae las cinco reservas, cada una en su estado', async () => {
  await using demo = await abrirApiPrueba({ entorno: { DEMO: 'si' } })
  const { cuerpo } = await demo.pedir('GET /reservas?orden=fecha_creacion:asc&totales=si')
  assert.deepEqual(
    cuerpo.elementos.map((r: { estado: string; itinerarios: { tipo: string }[]; pasajeros: object[] }) =>
      [r.estado, r.itinerarios[0]?.tipo, r.pasajeros.length].join(' · '),
    ),
    [
      'Cancelada · Solo ida · 2',
      'Pagada · Ida y vuelta · 3',
      'Aprobada · Ida y vuelta · 1',
      'Aprobada · Open jaw destino · 2',
      'Pendiente · Solo ida · 1',
    ],
  )
  assert.deepEqual(cuerpo.elementos[0].cancelacion.reembolso, { monto: '918.40', moneda: 'USD' })
  assert.equal(cuerpo.total, 5)
})
