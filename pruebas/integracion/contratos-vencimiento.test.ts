import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirOficina, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
import { sinRegistro } from '#seedwork/infraestructura/registro.ts'

let base: BasePrueba
let oficina: Oficina
before(async () => {
  base = await abrirBasePrueba()
  await prepararOficina(base.url)
  oficina = await abrirOficina(base.url)
})
after(async () => {
  await oficina[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const HOY = '2026-12-01T17:00:00Z'
const firmado = async (inicio: string, fin: string) => {
  const partes = {
    propiedad: await oficina.inmueble(),
    compania: await oficina.cliente('Inmobiliaria Los Alpes'),
    inquilino: await oficina.cliente(),
  }
  return oficina.perfeccionar(await oficina.redactar({ ...partes, inicio, fin }))
}
const planificador = () =>
  oficina.contratos.abrirPlanificador({ pool: oficina.pool, registro: sinRegistro, sondeo: 20 })
const estado = async (id: string) =>
  (await oficina.contratos.queries.ObtenerContrato({ tipo: 'ObtenerContrato', id })).estado
const vencimientos = async (id: string) =>
  (await oficina.hechos(id)).filter(([tipo]) => tipo === 'ContratoVencido').map(([, datos]) => datos)
const citas = async (id: string) => {
  const { rows } = await oficina.pool.query<{ cuando: Temporal.Instant; estado: string }>(
    `select cuando::text, estado from programados where comando->>'id' = $1 order by cuando`,
    [id],
  )
  return rows.map((f) => f.estado)
}

test('la cita se apunta en la transacción que firma, y no antes', async () => {
  const c = await firmado('2026-01-01', '2027-12-31')
  assert.deepEqual(await citas(c.id), ['pendiente'])
  const sinFirmar = await oficina.redactar({
    propiedad: c.id_propiedad,
    compania: c.id_compania,
    inquilino: c.id_inquilino,
    inicio: '2028-01-01',
    fin: '2028-12-31',
  })
  assert.deepEqual(await citas(sinFirmar.id), [])
})

test('caso límite 12: caído diez días y con dos planificadores, vence una vez, con su fecha', async () => {
  oficina.aLas(HOY)
  const c = await firmado('2026-01-01', '2026-12-05')
  oficina.aLas('2026-12-15T17:00:00Z')
  await using _uno = planificador()
  await using _otro = planificador()
  await esperarQue('vence', async () => (await estado(c.id)) === 'Vencido')
  await esperarQue('cumple la cita', async () => (await citas(c.id))[0] === 'disparado')
  const [unico, ...mas] = await vencimientos(c.id)
  assert.deepEqual(mas, [])
  assert.deepEqual([unico?.fecha_fin, unico?.procesado], ['2026-12-05', false])
  const { rows } = await oficina.pool.query(
    `select actor, ocurrido_en::date::text as dia from bitacora where clave = $1 and tipo = 'ContratoVencido'`,
    [c.id],
  )
  assert.deepEqual(rows, [{ actor: 'planificador', dia: '2026-12-15' }])
})

test('caso límite 12: con el reloj hacia atrás nada se desvence', async () => {
  oficina.aLas(HOY)
  const c = await firmado('2026-01-01', '2026-12-10')
  oficina.aLas('2026-12-11T05:00:00Z')
  {
    await using _p = planificador()
    await esperarQue('vence', async () => (await estado(c.id)) === 'Vencido')
  }
  oficina.aLas(HOY)
  const testigo = await firmado('2026-01-01', '2026-11-30')
  await using _p = planificador()
  await esperarQue('mira otra vez', async () => (await estado(testigo.id)) === 'Vencido')
  assert.equal(await estado(c.id), 'Vencido')
  assert.equal((await vencimientos(c.id)).length, 1)
})

test('prorrogado, vence en su fin nuevo; terminado, no vence', async () => {
  oficina.aLas(HOY)
  const [largo, corto] = [
    await firmado('2026-01-01', '2026-12-20'),
    await firmado('2026-01-01', '2026-12-20'),
  ]
  const { comandos } = oficina.contratos
  const orden = <C>(comando: C) => ({ comando, contexto: oficina.contexto() })
  await comandos.ProcesarContrato(orden({ tipo: 'ProcesarContrato', id: largo.id, actaEntrega: true }))
  await comandos.ProrrogarContrato(orden({ tipo: 'ProrrogarContrato', id: largo.id, nuevaFin: '2027-01-20' }))
  const fin = { fecha: '2026-12-10', motivo: 'acuerdo' }
  await comandos.TerminarAnticipadamente(orden({ tipo: 'TerminarAnticipadamente', id: corto.id, ...fin }))
  oficina.aLas('2026-12-21T05:00:00Z')
  await using _p = planificador()
  await esperarQue('pasan las dos citas viejas', async () => {
    const [a, b] = [await citas(largo.id), await citas(corto.id)]
    return a[0] === 'disparado' && b[0] === 'disparado'
  })
  assert.deepEqual([await estado(largo.id), await estado(corto.id)], ['Procesado', 'Terminado'])
  oficina.aLas('2027-01-21T05:00:00Z')
  await esperarQue('vence', async () => (await estado(largo.id)) === 'Vencido')
  assert.equal((await vencimientos(largo.id))[0]?.procesado, true)
})
