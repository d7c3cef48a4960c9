import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ContratoVista } from '#modulos/contratos/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { abrirOficina, type DatosContrato, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
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
const FIJO = { tipo: 'fijo', puntosBasicos: 1_000 }
const orden = <C>(comando: C) => ({ comando, contexto: oficina.contexto() })
const comandos = () => oficina.contratos.comandos

const enEjecucion = async (extra: Partial<DatosContrato>): Promise<ContratoVista> => {
  const partes = {
    propiedad: await oficina.inmueble(),
    compania: await oficina.cliente('Inmobiliaria Los Alpes'),
    inquilino: await oficina.cliente(),
  }
  const { id } = await oficina.perfeccionar(
    await oficina.redactar({ ...partes, monto: '1000', incremento: FIJO, ...extra }),
  )
  const comando = { tipo: 'ProcesarContrato' as const, id, actaEntrega: true }
  return (await comandos().ProcesarContrato(orden(comando))).resultado
}

const planificador = () =>
  oficina.contratos.abrirPlanificador({ pool: oficina.pool, registro: sinRegistro, sondeo: 20 })
const leer = (id: string) => oficina.contratos.queries.ObtenerContrato({ tipo: 'ObtenerContrato', id })
const precios = async (id: string) => (await leer(id)).tramos.map((t) => [t.desde, t.monto])
const deTipo = async (id: string, buscado: string) =>
  (await oficina.hechos(id)).filter(([tipo]) => tipo === buscado).map(([, datos]) => datos)
const citas = async (id: string, estado: string): Promise<string[]> => {
  const { rows } = await oficina.pool.query<{ clave: string }>(
    `select clave from programados where comando->>'id' = $1 and estado = $2 and tipo = 'CumplirAniversarios'
     order by clave`,
    [id, estado],
  )
  return rows.map(({ clave }) => clave.replace(`aniversario:${id}:`, ''))
}
const publicar = (anio: number, puntosBasicos: number) =>
  comandos().PublicarIpc(orden({ tipo: 'PublicarIpc' as const, anio, puntosBasicos }))

/** Espera a que no quede ninguna cita de aniversario cuya hora haya llegado. */
const alDia = (id: string, hasta: string) =>
  esperarQue('no queda nada por cumplir', async () => {
    const { rows } = await oficina.pool.query<{ faltan: number }>(
      `select count(*)::int as faltan from programados where estado = 'pendiente' and cuando <= $2
         and (comando->>'id' = $1 or tipo = 'RepartirIndice')`,
      [id, hasta],
    )
    return rows[0]?.faltan === 0
  })

test('caso límite 12: caído diez días y con dos planificadores, el aniversario se aplica una vez', async () => {
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2025-12-05', fin: '2028-12-04' })
  assert.deepEqual(await citas(c.id, 'pendiente'), ['2026-12-05'])
  const tarde = '2026-12-15T17:00:00Z'
  oficina.aLas(tarde)
  await using _uno = planificador()
  await using _otro = planificador()
  await alDia(c.id, tarde)
  assert.deepEqual(await precios(c.id), [
    ['2025-12-05', '1000'],
    ['2026-12-05', '1100'],
  ])
  const [unico, ...mas] = await deTipo(c.id, 'IncrementoAplicado')
  assert.deepEqual([unico?.aniversario, mas], ['2026-12-05', []])
  const { rows } = await oficina.pool.query(
    `select actor, ocurrido_en::date::text as dia from bitacora where clave = $1 and tipo = 'IncrementoAplicado'`,
    [c.id],
  )
  assert.deepEqual(rows, [{ actor: 'planificador', dia: '2026-12-15' }], 'la hora real, no la efectiva')
  assert.deepEqual(await citas(c.id, 'pendiente'), ['2027-12-05'], 'queda citado el siguiente')
})

test('caso límite 13: dos años sin aplicar ⇒ dos tramos, en orden', async () => {
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2024-02-29', fin: '2028-02-28' })
  await using _p = planificador()
  await alDia(c.id, HOY)
  assert.deepEqual(await precios(c.id), [
    ['2024-02-29', '1000'],
    ['2025-02-28', '1100'],
    ['2026-02-28', '1210'],
  ])
  const hechos = await deTipo(c.id, 'IncrementoAplicado')
  assert.deepEqual(
    hechos.map((h) => h.aniversario),
    ['2025-02-28', '2026-02-28'],
  )
})

test('caso límite 13: IPC no publicado ⇒ un aviso, y al publicarse se aplica con su fecha', async () => {
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2026-01-05', fin: '2030-01-04', incremento: { tipo: 'ipc' } })
  const otros = '2028-01-08T17:00:00Z'
  oficina.aLas(otros)
  await using _p = planificador()
  await using _q = planificador()
  await alDia(c.id, otros)
  const [falta, ...mas] = await deTipo(c.id, 'IncrementoPendienteDeIndice')
  assert.deepEqual([falta?.aniversario, falta?.anio, falta?.serie, mas], ['2027-01-05', 2026, 'ipc', []])
  const pendiente = { aniversario: '2027-01-05', serie: 'ipc', anio: 2026 }
  assert.deepEqual((await leer(c.id)).incremento_pendiente, pendiente)
  assert.equal((await precios(c.id)).length, 1)

  await publicar(2027, 400)
  await alDia(c.id, otros)
  assert.equal((await precios(c.id)).length, 1, 'el de después no se adelanta')
  await publicar(2026, 500)
  await alDia(c.id, otros)
  assert.deepEqual(await precios(c.id), [
    ['2026-01-05', '1000'],
    ['2027-01-05', '1050'],
    ['2028-01-05', '1092'],
  ])
  assert.equal((await leer(c.id)).incremento_pendiente, null)
  await publicar(2026, 900)
  await alDia(c.id, otros)
  assert.equal((await deTipo(c.id, 'IncrementoAplicado')).length, 2, 'corregir un índice no recalcula')
})

test('caso límite 12: con el reloj hacia atrás un incremento no se deshace ni se repite', async () => {
  const despues = '2026-12-20T17:00:00Z'
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2025-12-10', fin: '2028-12-09' })
  oficina.aLas(despues)
  await using _p = planificador()
  await alDia(c.id, despues)
  oficina.aLas(HOY)
  const testigo = await enEjecucion({ inicio: '2025-11-10', fin: '2028-11-09' })
  await alDia(testigo.id, HOY)
  oficina.aLas(despues)
  await alDia(c.id, despues)
  assert.equal((await deTipo(c.id, 'IncrementoAplicado')).length, 1)
})

test('una prórroga trae sus aniversarios; un contrato terminado no los tiene', async () => {
  oficina.aLas(HOY)
  const largo = await enEjecucion({ inicio: '2026-01-01', fin: '2026-12-31' })
  const corto = await enEjecucion({ inicio: '2026-01-01', fin: '2028-12-31' })
  assert.deepEqual(
    [await citas(largo.id, 'pendiente'), await citas(corto.id, 'pendiente')],
    [[], ['2027-01-01']],
  )
  const prorroga = { tipo: 'ProrrogarContrato' as const, id: largo.id, nuevaFin: '2028-06-30' }
  await comandos().ProrrogarContrato(orden(prorroga))
  const fin = { tipo: 'TerminarAnticipadamente' as const, fecha: '2027-06-30', motivo: 'acuerdo' }
  await comandos().TerminarAnticipadamente(orden({ ...fin, id: corto.id }))
  const despues = '2028-01-02T17:00:00Z'
  oficina.aLas(despues)
  await using _p = planificador()
  await alDia(largo.id, despues)
  await alDia(corto.id, despues)
  assert.deepEqual(await precios(largo.id), [
    ['2026-01-01', '1000'],
    ['2027-01-01', '1100'],
    ['2028-01-01', '1210'],
  ])
  assert.equal((await precios(corto.id)).length, 1)
  assert.deepEqual(await citas(corto.id, 'pendiente'), [])
})

test('un otrosí que pacta un incremento alcanza los aniversarios que ya pasaron y los que vienen', async () => {
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2024-01-01', fin: '2029-12-31', incremento: { tipo: 'ninguno' } })
  assert.deepEqual(await citas(c.id, 'pendiente'), [])
  const otrosi = {
    tipo: 'RegistrarOtrosi' as const,
    id: c.id,
    efectiva: '2025-06-01',
    cambios: { incremento: FIJO },
    firmas: [c.id_compania, c.id_inquilino],
  }
  await comandos().RegistrarOtrosi(orden(otrosi))
  await using _p = planificador()
  await alDia(c.id, HOY)
  assert.deepEqual(await precios(c.id), [
    ['2024-01-01', '1000'],
    ['2026-01-01', '1100'],
  ])
  assert.deepEqual(await citas(c.id, 'pendiente'), ['2027-01-01'])
})

test('un otrosí que fija el canon de un aniversario a la espera lo resuelve sin índice', async () => {
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2026-03-01', fin: '2030-02-28', incremento: { tipo: 'ipc' } })
  const despues = '2029-03-02T17:00:00Z'
  oficina.aLas(despues)
  await using _p = planificador()
  await alDia(c.id, despues)
  const { incremento_pendiente } = await leer(c.id)
  assert.ok(incremento_pendiente)
  const otrosi = {
    tipo: 'RegistrarOtrosi' as const,
    id: c.id,
    efectiva: incremento_pendiente.aniversario,
    cambios: { monto: '2000' },
    firmas: [c.id_compania, c.id_inquilino],
  }
  assert.equal((await comandos().RegistrarOtrosi(orden(otrosi))).resultado.incremento_pendiente, null)
})

test('lo que vence con incrementos por aplicar vence con su canon al día', async () => {
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2025-12-03', fin: '2026-12-05' })
  oficina.aLas('2026-12-20T17:00:00Z')
  await comandos().VencerContrato(orden({ tipo: 'VencerContrato' as const, id: c.id }))
  const { estado } = await leer(c.id)
  assert.equal(estado, 'Vencido')
  assert.deepEqual(await precios(c.id), [
    ['2025-12-03', '1000'],
    ['2026-12-03', '1100'],
  ])
})

test('si el planificador falla entre aplicar y cerrar la cita, se aplica una vez y cita el siguiente', async () => {
  oficina.aLas(HOY)
  const c = await enEjecucion({ inicio: '2025-11-20', fin: '2028-11-19' })
  let fallos = 0
  const tropiezo = async (punto: string) => {
    if (punto === 'planificador:tras-efecto' && fallos++ === 0) throw new Error('se cae')
  }
  const medios = { pool: oficina.pool, registro: sinRegistro, sondeo: 20, tropiezo }
  await using _p = oficina.contratos.abrirPlanificador(medios)
  await alDia(c.id, HOY)
  assert.ok(fallos >= 2, 'se intentó otra vez')
  assert.equal((await deTipo(c.id, 'IncrementoAplicado')).length, 1)
  assert.deepEqual(await citas(c.id, 'pendiente'), ['2027-11-20'])
})
