import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ContratoProrrogado,
  ContratoTerminado,
  ContratoVencido,
  RenovacionDeshecha,
} from '#modulos/contratos/infraestructura/schema/v1/eventos-vida.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import type { Notificacion } from '../../src/notificaciones/infraestructura/vistas.ts'
import { todas } from './notificaciones-apoyo.ts'
import {
  abrirEscena,
  avisos,
  type Contrato,
  citado,
  instante,
  pendientes,
  porVencer,
  testigo,
} from './notificaciones-escena.ts'

const quienes = (n: readonly Notificacion[], hito: string): string[] =>
  porVencer(n)
    .filter((m) => m.hito === hito)
    .map((m) => m.direccion ?? '')
    .sort()

const prorrogado = (c: Contrato, nueva: string) =>
  ContratoProrrogado.crear({
    ...{ id: c.id, numero: c.numero, partes: c.partes, id_propiedad: c.terminos.id_propiedad },
    ...{ fecha_inicio: c.terminos.fecha_inicio, fin_antes: c.terminos.fecha_fin, fin_nueva: nueva },
  })

test('por vencer: 180, 90, 60, 30 y 7 días, al gestor y a la compañía; al inquilino, a 90 y a 30', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:7')
  const dias = [
    ...(['2027-01-01', '2027-04-01', '2027-05-01'] as const),
    ...(['2027-05-31', '2027-06-23'] as const),
  ]
  const cuantos = [2, 5, 7, 10, 12]
  for (const [i, dia] of dias.entries()) {
    escena.reloj.poner(`${dia}T13:00:00Z`)
    await avisos(escena, c, cuantos[i] ?? 0)
  }
  const halladas = await avisos(escena, c, 12)
  const oficina = ['alpes@cliente.example', 'gestor@oficina.example']
  for (const [hito, quien] of [
    ['dias:180', oficina],
    ['dias:90', ['alpes@cliente.example', 'cafe@cliente.example', 'gestor@oficina.example']],
    ['dias:60', oficina],
    ['dias:30', ['alpes@cliente.example', 'cafe@cliente.example', 'gestor@oficina.example']],
    ['dias:7', oficina],
  ] as const)
    assert.deepEqual(quienes(halladas, hito), quien, hito)
  const ingles = porVencer(halladas).find((n) => n.idioma === 'en' && n.hito === 'dias:30')
  assert.equal(ingles?.asunto, 'Lease CT-0021 expires in 30 days: Local 101')
})

test('regla (a): ni dos planificadores ni una cita cumplida dos veces repiten un aviso', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  await using _otro = await escena.banco.abrir()
  escena.reloj.poner('2027-01-01T13:00:00Z')
  await avisos(escena, c, 2)
  await escena.banco.pool.query(`update programados set estado = 'pendiente' where estado = 'disparado'`)
  await testigo(escena)
  await esperarQue('se cumple otra vez', async () => {
    const { rows } = await escena.banco.pool.query(
      `select 1 from programados where clave like '%180' and estado = 'pendiente' and cuando <= $1::timestamptz`,
      [escena.reloj.ahora().toString()],
    )
    return rows.length === 0
  })
  assert.equal(porVencer(await escena.banco.listar(`&id_contrato=${c.id}`)).length, 2)
})

test('regla (b): una prórroga anula los hitos del fin anterior y pone los del nuevo', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  escena.banco.fuente.escribir([c.con(prorrogado(c, '2028-06-30'), 4)])
  await citado(escena, c, '2028-06-30:180')
  const quedan = (await pendientes(escena, c)).filter((p) => p.startsWith('PorVencer'))
  assert.deepEqual(
    quedan,
    [180, 90, 60, 30, 7].map((d) => `PorVencer:2028-06-30:${d}`),
  )
  escena.reloj.poner('2027-06-25T13:00:00Z')
  await testigo(escena)
  assert.deepEqual(porVencer(await escena.banco.listar(`&id_contrato=${c.id}`)), [])
  escena.reloj.poner('2028-01-02T13:00:00Z')
  const halladas = await avisos(escena, c, 2)
  assert.ok(porVencer(halladas).every((n) => n.fecha_fin === '2028-06-30' && n.hito === 'dias:180'))
})

test('regla (b): una terminación deja la agenda sin hitos', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  const terminado = ContratoTerminado.crear({
    ...{
      id: c.id,
      numero: c.numero,
      partes: c.partes,
      id_propiedad: c.terminos.id_propiedad,
      penalidad: null,
    },
    ...{ fecha_inicio: '2026-01-01', fecha_fin: '2027-06-30', fecha: '2027-03-31' },
    ...{ motivo: 'mutuo acuerdo', estado_antes: 'Procesado' },
  })
  escena.banco.fuente.escribir([c.con(terminado, 4)])
  await esperarQue('se cancelan', async () => (await pendientes(escena, c)).length === 0)
})

test('regla (b): con el sucesor firmado ya no se avisa que el anterior vence', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  escena.enEjecucion({ renuevaA: c.id, fin: '2029-06-30' })
  await esperarQue(
    'se cancelan',
    async () => !(await pendientes(escena, c)).some((p) => p.startsWith('PorVencer')),
  )
})

for (const orden of ['antes', 'después'] as const)
  test(`regla (b): si se desiste del sucesor firmado, el anterior vuelve a avisar; el evento llega ${orden} que su fin`, async () => {
    await using escena = await abrirEscena()
    const c = escena.enEjecucion()
    const sucesor = escena.enEjecucion({ renuevaA: c.id, fin: '2029-06-30' })
    await citado(escena, sucesor, '2029-06-30:180')
    assert.ok(!(await pendientes(escena, c)).some((p) => p.startsWith('PorVencer')))
    const deshecha = RenovacionDeshecha.crear({
      ...{ id: c.id, numero: c.numero, partes: c.partes, motivo: 'desistido' },
      ...{ id_sucesor: sucesor.id, numero_sucesor: sucesor.numero },
    })
    const fin = ContratoTerminado.crear({
      ...{ id: sucesor.id, numero: sucesor.numero, partes: sucesor.partes, penalidad: null },
      ...{ id_propiedad: sucesor.terminos.id_propiedad, fecha_inicio: '2026-01-01', fecha_fin: '2029-06-30' },
      ...{ fecha: '2025-12-31', motivo: 'desistieron', estado_antes: 'Firmado' },
    })
    const hechos = [c.con(deshecha, 4), sucesor.con(fin, 4)]
    escena.banco.fuente.escribir(orden === 'antes' ? hechos : hechos.toReversed())
    await citado(escena, c, '2027-06-30:180')
    await esperarQue(
      'el sucesor queda sin hitos',
      async () => (await pendientes(escena, sucesor)).length === 0,
    )
    escena.reloj.poner('2027-01-01T13:00:00Z')
    await avisos(escena, c, 2)
  })

test('regla (c): tras una parada sale sólo el hito más reciente, una vez, y dice los días que de verdad faltan', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  await escena.banco.servicio[Symbol.asyncDispose]()
  escena.reloj.poner('2027-06-05T15:00:00Z')
  await using servicio = await escena.banco.abrir()
  const filas = async () => {
    const { rows } = await escena.banco.pool.query<{ hito: string; asunto: string; idioma: string }>(
      `select hito, asunto, idioma from entregas where id_contrato = $1 and tipo = 'PorVencer' order by destinatario`,
      [c.id],
    )
    return rows
  }
  await esperarQue('sale el último', async () => (await filas()).length > 0)
  await esperarQue('se cumplen todas', async () => (await pendientes(escena, c)).length === 1)
  const salieron = await filas()
  assert.deepEqual(new Set(salieron.map((f) => f.hito)), new Set(['dias:30']))
  assert.equal(salieron.length, 3)
  assert.ok(salieron.some((f) => f.asunto === 'El contrato CT-0021 vence en 25 días: Local 101'))
  assert.ok(servicio.puerto > 0)
})

test('regla (c): lo que cambió durante la parada se lee antes de avisar', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  await escena.banco.servicio[Symbol.asyncDispose]()
  escena.banco.fuente.escribir([c.con(prorrogado(c, '2030-06-30'), 4)])
  escena.reloj.poner('2027-01-11T15:00:00Z')
  await using _servicio = await escena.banco.abrir()
  await citado(escena, c, '2030-06-30:180')
  const { rows } = await escena.banco.pool.query(`select 1 from entregas where tipo = 'PorVencer'`)
  assert.deepEqual(rows, [])
})

test('regla (c): un reloj que retrocede no repite ni desdice un aviso', async () => {
  await using escena = await abrirEscena()
  const c = escena.enEjecucion()
  await citado(escena, c, '2027-06-30:180')
  escena.reloj.poner('2027-01-01T13:00:00Z')
  await avisos(escena, c, 2)
  escena.reloj.poner('2026-12-20T13:00:00Z')
  await testigo(escena)
  escena.reloj.poner('2027-01-03T13:00:00Z')
  await testigo(escena)
  await avisos(escena, c, 2)
})

test('regla (f): un hito sale a las 08:00 del inmueble, también en la zona que cambia de hora', async () => {
  await using escena = await abrirEscena('2026-12-20T15:00:00Z')
  const bogota = escena.enEjecucion()
  const santiago = escena.enEjecucion({ zona: 'America/Santiago' })
  await citado(escena, bogota, '2027-06-30:90')
  await citado(escena, santiago, '2027-06-30:90')
  const { rows } = await escena.banco.pool.query<{ cuando: Temporal.Instant; clave: string }>(
    `select clave, cuando from programados where clave like '%:180' or clave like '%:90'`,
  )
  const horas = (c: Contrato) =>
    rows
      .filter((f) => f.clave.includes(c.id))
      .map((f) => f.cuando.toString())
      .sort()
  assert.deepEqual(horas(bogota), ['2027-01-01T13:00:00Z', '2027-04-01T13:00:00Z'])
  assert.deepEqual(horas(santiago), ['2027-01-01T11:00:00Z', '2027-04-01T11:00:00Z'])
})

const vencidoDe = (c: ReturnType<Awaited<ReturnType<typeof abrirEscena>>['enEjecucion']>) =>
  ContratoVencido.crear({
    ...{ id: c.id, numero: c.numero, partes: c.partes, id_propiedad: c.terminos.id_propiedad },
    ...{ fecha_inicio: '2026-01-01', fecha_fin: '2027-06-30', procesado: true },
  })

test('regla (f): un vencimiento que el planificador descubre a medianoche espera a las 08:00', async () => {
  await using escena = await abrirEscena('2027-07-01T05:00:00Z')
  const c = escena.enEjecucion({ origen: 'api' })
  const vencido = vencidoDe(c)
  escena.banco.fuente.escribir([c.con(vencido, 4, { actor: 'planificador' })])
  const halladas = await escena.banco.cuando(
    'vencido',
    c.id,
    (n) => n.filter((m) => m.tipo === 'ContratoVencido' && m.proximo_intento !== null).length === 3,
  )
  for (const n of halladas.filter((m) => m.tipo === 'ContratoVencido')) {
    assert.equal(n.estado, 'pendiente')
    const falta = instante(n.proximo_intento ?? '')
      .since(instante(n.creada_en))
      .total('hours')
    assert.equal(Math.round(falta), 8)
  }
})

test('un hito de un contrato de muestra queda omitido; el de uno importado sale si vence después', async () => {
  await using escena = await abrirEscena('2027-05-10T15:00:00Z')
  const demo = escena.enEjecucion({ origen: 'demo' })
  const importado = escena.enEjecucion({ origen: 'importacion' })
  const delDemo = await escena.banco.cuando('omitidos', demo.id, (n) => porVencer(n).length === 2)
  assert.ok(porVencer(delDemo).every((n) => n.estado === 'omitida' && n.hito === 'dias:60'))
  // Lo que la agenda le haga después también es de muestra; lo que le haga una persona, no.
  escena.banco.fuente.escribir([demo.con(vencidoDe(demo), 4, { actor: 'planificador' })])
  const delVencido = await escena.banco.cuando(
    'vencido',
    demo.id,
    (n) => n.filter((m) => m.tipo === 'ContratoVencido').length === 3,
  )
  assert.ok(delVencido.every((n) => n.estado === 'omitida' && n.motivo?.includes('demostración')))
  const previos = await escena.banco.cuando('omitidos', importado.id, (n) => porVencer(n).length === 2)
  assert.ok(porVencer(previos).every((n) => n.estado === 'omitida' && n.motivo?.includes('se importó')))
  escena.reloj.poner('2027-05-31T13:00:00Z')
  const despues = await escena.banco.cuando('salen', importado.id, (n) => porVencer(n).length === 5)
  assert.equal(quienes(despues, 'dias:30').length, 3)
})

test('el incremento pactado se anuncia 30 días antes al inquilino, a la compañía y a cartera', async () => {
  await using escena = await abrirEscena('2026-11-20T15:00:00Z')
  const c = escena.enEjecucion()
  await citado(escena, c, 'IncrementoProximo:2027-01-01')
  escena.reloj.poner('2026-12-02T13:00:00Z')
  const halladas = await escena.banco.cuando('anuncio', c.id, (n) => {
    const mios = n.filter((m) => m.tipo === 'IncrementoProximo')
    return mios.length === 3 && todas('enviada')(mios)
  })
  const aviso = halladas.find((n) => n.tipo === 'IncrementoProximo' && n.destinatario === 'cartera')
  const { texto } = await escena.banco.entera(aviso?.id ?? '')
  assert.match(texto ?? '', /Rige desde: 1 de enero de 2027\nRegla de incremento: IPC/)
})
