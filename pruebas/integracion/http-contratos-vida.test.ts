import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  type ApiPrueba,
  abrirApiPrueba,
  crearContrato,
  crearTrio,
  esProblema,
  firmarTodas,
} from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'

let a: ApiPrueba
before(async () => {
  a = await abrirApiPrueba()
})
after(() => a[Symbol.asyncDispose]())

/** Un contrato en ejecución, del 2027-01-01 al 2027-12-31. */
const enEjecucion = async (extra: object = {}) => {
  const plazo = { fecha_inicio: '2027-01-01', fecha_fin: '2027-12-31' }
  const contrato = await crearContrato(a, await crearTrio(a), { ...plazo, ...extra })
  await firmarTodas(a, contrato)
  const pedido = { cuerpo: { acta_entrega: true } }
  return (await a.pedir(`POST /contratos/${contrato.id}/procesamiento`, pedido)).cuerpo
}

const ultimaEntrada = async (id: string) =>
  (await a.pedir(`GET /contratos/${id}/historial`)).cuerpo.elementos.at(-1)

test('POST …/terminacion', async () => {
  const { id, version, moneda } = await enEjecucion()
  const ruta = `POST /contratos/${id}/terminacion`
  const cuerpo = { fecha: '2027-06-30', motivo: 'acuerdo', penalidad: { monto: '1000', moneda } }
  esProblema(await a.pedir(ruta, { cuerpo: { ...cuerpo, fecha: '2027-12-31' } }), 422, 'PeriodoInvalido')
  esProblema(await a.pedir(ruta, { cuerpo: { fecha: '2027-06-30' } }), 422, 'PeticionInvalida')
  const vieja = { cuerpo, encabezados: { 'if-match': '"1"' } }
  esProblema(await a.pedir(ruta, vieja), 412, 'VersionObsoleta')
  const con = { cuerpo, encabezados: { 'if-match': `"${version}"`, 'idempotency-key': 'termina' } }
  const terminado = await a.pedir(ruta, con)
  assert.equal(terminado.estado, 200)
  assert.equal(terminado.cuerpo.estado, 'Terminado')
  assert.deepEqual(terminado.cuerpo.terminacion, {
    fecha: '2027-06-30',
    motivo: 'acuerdo',
    penalidad: { monto: '1000', moneda },
  })
  assert.match(
    terminado.encabezados.get('alpes-posicion') ?? '',
    /eventos-contrato=\d+, eventos-inmueble=\d+/,
  )
  assert.deepEqual((await a.pedir(ruta, con)).cuerpo, terminado.cuerpo, 'la misma clave: la misma respuesta')
  esProblema(await a.pedir(ruta, { cuerpo }), 409, 'TransicionInvalida')
  const { tipo, cambios } = await ultimaEntrada(id)
  assert.equal(tipo, 'ContratoTerminado')
  assert.deepEqual(cambios[0], { campo: 'estado', antes: 'Procesado', despues: 'Terminado' })
})

test('POST …/prorrogas', async () => {
  const { id } = await enEjecucion()
  const ruta = `POST /contratos/${id}/prorrogas`
  esProblema(await a.pedir(ruta, { cuerpo: { nueva_fin: '2027-12-31' } }), 422, 'PeriodoInvalido')
  const prorrogado = await a.pedir(ruta, { cuerpo: { nueva_fin: '2028-12-31' } })
  assert.equal(prorrogado.estado, 201)
  assert.equal(prorrogado.encabezados.get('location'), `/contratos/${id}`)
  assert.equal(prorrogado.cuerpo.fecha_fin, '2028-12-31')
  assert.equal(prorrogado.cuerpo.tramos.at(-1).hasta, '2028-12-31')
  assert.deepEqual((await ultimaEntrada(id)).cambios, [
    { campo: 'fecha_fin', antes: '2027-12-31', despues: '2028-12-31' },
  ])
})

test('POST …/otrosies', async () => {
  const { id, id_compania, id_inquilino, monto } = await enEjecucion()
  const ruta = `POST /contratos/${id}/otrosies`
  const cuerpo = {
    efectiva: '2027-06-01',
    cambios: { monto: '2000000', incremento: { tipo: 'ipc_mas', puntos_basicos: 100 } },
    firmas: [id_compania, id_inquilino],
  }
  esProblema(await a.pedir(ruta, { cuerpo: { ...cuerpo, firmas: [id_compania] } }), 422, 'FirmasIncompletas')
  esProblema(await a.pedir(ruta, { cuerpo: { ...cuerpo, cambios: {} } }), 422, 'PeticionInvalida')
  const fechas = { ...cuerpo, cambios: { fecha_fin: '2030-01-01' } }
  esProblema(await a.pedir(ruta, { cuerpo: fechas }), 422, 'PeticionInvalida')
  const hecho = await a.pedir(ruta, { cuerpo })
  assert.equal(hecho.estado, 201)
  assert.deepEqual(hecho.cuerpo.otrosies[0].cambios, { monto: '2000000', incremento: 'ipc_mas 100' })
  assert.deepEqual(
    hecho.cuerpo.tramos.map((t: { desde: string; monto: string }) => [t.desde, t.monto]),
    [
      ['2027-01-01', monto],
      ['2027-06-01', '2000000'],
    ],
  )
  const { nombres, ...leido } = (await a.pedir(`GET /contratos/${id}`)).cuerpo
  assert.deepEqual(leido, hecho.cuerpo, 'lo que contesta es lo que se lee')
  const { tipo, cambios } = await ultimaEntrada(id)
  assert.equal(tipo, 'OtrosiRegistrado')
  assert.deepEqual(
    cambios.map((c: { campo: string }) => c.campo),
    ['otrosi', 'canon', 'incremento'],
  )
})

const conIpc = { monto: '13200000', moneda: 'COP', incremento: { tipo: 'ipc' } }
const incrementado = (id: string, veces: number) =>
  esperarQue('se aplican solos', async () => {
    const { cuerpo } = await a.pedir(`GET /contratos/${id}`)
    return cuerpo.tramos.length === veces + 1 ? cuerpo : undefined
  })
const subir = (id: string, aniversario: string) =>
  a.pedir(`POST /contratos/${id}/incrementos`, { cuerpo: { aniversario } })

test('con los índices sembrados los incrementos se aplican solos; pedirlos otra vez ⇒ 409', async () => {
  const { id } = await enEjecucion({ fecha_inicio: '2024-02-01', fecha_fin: '2028-01-31', ...conIpc })
  const { tramos, incremento_pendiente } = await incrementado(id, 2)
  assert.equal(incremento_pendiente, null)
  assert.deepEqual(
    tramos.map((t: { monto: string }) => t.monto),
    ['13200000', '13886400', '14594606'],
  )
  esProblema(await subir(id, '2026-02-01'), 409, 'IncrementoYaAplicado')
  const { tipo, cambios } = await ultimaEntrada(id)
  assert.equal(tipo, 'IncrementoAplicado')
  assert.deepEqual(cambios[0], { campo: 'canon', antes: '13886400', despues: '14594606' })
})

test('PUT /indices/ipc/{año} publica y corrige; a quien lo esperaba se le aplica solo', async () => {
  const { id } = await enEjecucion({ fecha_inicio: '2016-06-01', fecha_fin: '2028-01-31', ...conIpc })
  const { incremento_pendiente } = await esperarQue('queda a la espera', async () => {
    const { cuerpo } = await a.pedir(`GET /contratos/${id}`)
    return cuerpo.incremento_pendiente ? cuerpo : undefined
  })
  assert.deepEqual(incremento_pendiente, { aniversario: '2017-06-01', serie: 'ipc', anio: 2016 })
  esProblema(await subir(id, '2017-06-01'), 409, 'IncrementoPendienteDeIndice')
  esProblema(await subir(id, '2017-07-01'), 422, 'PeriodoInvalido')
  const publicar = (anio: number, puntos_basicos: number) =>
    a.pedir(`PUT /indices/ipc/${anio}`, { cuerpo: { puntos_basicos } })
  assert.equal((await publicar(2016, 575)).estado, 200)
  assert.equal((await incrementado(id, 1)).tramos[1].monto, '13959000')
  assert.equal((await publicar(2017, 409)).estado, 200)
  await incrementado(id, 2)

  const ruta = 'PUT /indices/ipc/2018'
  const alta = await a.pedir(ruta, { cuerpo: { puntos_basicos: 318 } })
  assert.equal(alta.estado, 200)
  assert.equal(alta.cuerpo.version, 1)
  assert.match(alta.encabezados.get('alpes-posicion') ?? '', /eventos-contrato=\d+/)
  assert.equal((await a.pedir(ruta, { cuerpo: { puntos_basicos: 318 } })).cuerpo.version, 1)
  assert.equal((await a.pedir(ruta, { cuerpo: { puntos_basicos: 319 } })).cuerpo.version, 2)
  const { elementos } = (await a.pedir('GET /indices')).cuerpo
  assert.deepEqual(
    elementos.map((i: { anio: number; puntos_basicos: number }) => [i.anio, i.puntos_basicos]),
    [
      [2025, 510],
      [2024, 520],
      [2023, 928],
      [2022, 1312],
      [2021, 562],
      [2020, 161],
      [2019, 380],
      [2018, 319],
      [2017, 409],
      [2016, 575],
    ],
  )
})

test('publicar la misma cifra no cambia nada, y dice lo último de su tópico', async () => {
  const posicion = (r: { encabezados: Headers }) =>
    Number(/^eventos-contrato=(\d+)$/.exec(r.encabezados.get('alpes-posicion') ?? '')?.[1])
  const publicar = (anio: number, puntos_basicos: number) =>
    a.pedir(`PUT /indices/ipc/${anio}`, { cuerpo: { puntos_basicos } })
  const alta = await publicar(2011, 373)
  assert.equal(posicion(await publicar(2011, 373)), posicion(alta))
  // La que trae la instalación no dejó evento.
  const sembrada = await publicar(2025, 510)
  assert.equal(sembrada.cuerpo.version, 1)
  assert.ok(posicion(sembrada) >= posicion(alta))
})

test('PUT /indices/ipc/{año} con If-Match: sólo sobre la versión que se leyó', async () => {
  const publicar = (puntos_basicos: number, etiqueta: string) =>
    a.pedir('PUT /indices/ipc/2012', { cuerpo: { puntos_basicos }, encabezados: { 'if-match': etiqueta } })
  esProblema(await publicar(244, '"1"'), 412, 'VersionObsoleta')
  const alta = await a.pedir('PUT /indices/ipc/2012', { cuerpo: { puntos_basicos: 244 } })
  esProblema(await publicar(245, '"9"'), 412, 'VersionObsoleta')
  const corregida = await publicar(245, alta.encabezados.get('etag') ?? '')
  assert.deepEqual([corregida.estado, corregida.cuerpo.version], [200, 2])
})

test('POST …/renovaciones', async () => {
  const { id, canon_vigente } = await enEjecucion()
  const ruta = `POST /contratos/${id}/renovaciones`
  const corta = { cuerpo: { fecha_fin: '2027-12-31' } }
  esProblema(await a.pedir(ruta, corta), 422, 'PeriodoInvalido')
  const con = { cuerpo: { fecha_fin: '2028-12-31' }, encabezados: { 'idempotency-key': 'renueva' } }
  const renovado = await a.pedir(ruta, con)
  assert.equal(renovado.estado, 201)
  assert.equal(renovado.encabezados.get('location'), `/contratos/${renovado.cuerpo.id}`)
  assert.equal(renovado.cuerpo.renueva_a, id)
  assert.equal(renovado.cuerpo.fecha_inicio, '2028-01-01')
  assert.equal(renovado.cuerpo.monto, canon_vigente)
  assert.equal((await a.pedir(ruta, con)).cuerpo.id, renovado.cuerpo.id, 'la misma clave: el mismo contrato')
  esProblema(await a.pedir(ruta, { cuerpo: con.cuerpo }), 409, 'RenovacionYaExiste')
  assert.equal((await a.pedir(`GET /contratos/${id}`)).cuerpo.renovado_por, renovado.cuerpo.id)
})
