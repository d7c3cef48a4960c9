import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type pg from 'pg'
import {
  type ApiPrueba,
  abrirApiPrueba,
  clienteNuevo,
  crearContrato,
  crearTrio,
  esProblema,
  firmarTodas,
  inmuebleNuevo,
  type Trio,
} from '#pruebas/apoyo/api.ts'
import { esperarQue } from '#pruebas/apoyo/esperar.ts'
import { huellaDeFilas } from '#pruebas/apoyo/proyecciones.ts'
import type { Mensaje } from '#seedwork/aplicacion/mensajes.ts'
import { abrirPool } from '#seedwork/infraestructura/conexion.ts'

const TABLAS = {
  panel: ['panel_contratos', 'panel_canones', 'panel_inmuebles', 'panel_estados', 'panel_hechos'],
  busqueda: ['busqueda_fichas', 'busqueda_contratos', 'busqueda_entradas'],
} as const

let a: ApiPrueba
let pool: pg.Pool
let trio: Trio
let procesado: { id: string; numero: string }

const firmado = async (trioSuyo: Trio, extra: object) => {
  const contrato = await crearContrato(a, trioSuyo, extra)
  assert.equal((await firmarTodas(a, contrato)).estado, 201)
  return contrato
}

before(async () => {
  // Sin planificador: las cifras se miran con un reloj que la agenda también seguiría.
  a = await abrirApiPrueba({ entorno: { ROLES: 'http,consumidores' } })
  pool = abrirPool({ url: a.base.url, esquema: 'alpes', nombre: 'panel' })
  trio = await crearTrio(a)
  procesado = await firmado(trio, { fecha_inicio: '2026-01-01', fecha_fin: '2027-01-15', monto: '1000000' })
  await a.pedir(`POST /contratos/${procesado.id}/procesamiento`, { cuerpo: { acta_entrega: true } })
  await firmado(await crearTrio(a), {
    fecha_inicio: '2026-06-01',
    fecha_fin: '2028-05-31',
    monto: '2500.50',
    moneda: 'USD',
  })
  await firmado(await crearTrio(a), { fecha_inicio: '2027-01-01', fecha_fin: '2027-12-31', monto: '70' })
  await firmado(await crearTrio(a), { fecha_inicio: '2025-01-01', fecha_fin: '2026-06-30', monto: '9' })
  await crearContrato(a, await crearTrio(a))
  const anulado = await crearContrato(a, await crearTrio(a))
  await a.pedir(`DELETE /contratos/${anulado.id}`, { encabezados: { 'if-match': '"1"' } })
  await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo({ area_m2: '0.25' }) })
})
after(async () => {
  await pool.end()
  await a[Symbol.asyncDispose]()
})

/** Lee cuando la proyección ya aplicó todo lo escrito. */
const leer = async (ruta: string, encabezados: Record<string, string> = {}) => {
  const { rows } = await pool.query<{ t: string; p: number }>(
    `select topico as t, posicion::float8 as p from cabezas where topico like 'eventos-%' and posicion > 0`,
  )
  const espera = rows.map((f) => `${f.t}=${f.p}`).join(', ')
  const r = await a.pedir(`GET ${ruta}`, { encabezados: { 'alpes-esperar': espera, ...encabezados } })
  assert.equal(r.estado, 200, r.texto)
  return r.cuerpo
}

test('el tablero cuenta por estado y vigencia, suma por moneda lo que ocupa hoy, y mide la ocupación', async () => {
  const panel = await leer('/panel?dias=2&meses=2')
  assert.deepEqual(panel.contratos, {
    total: 6,
    por_estado: { Anulado: 1, Firmado: 3, Pendiente: 1, Procesado: 1 },
    por_vigencia: { Futura: 1, Vigente: 1, PorVencer: 1, Finalizada: 1 },
  })
  assert.deepEqual(panel.canon, [
    { moneda: 'COP', monto: '1000000', contratos: 1 },
    { moneda: 'USD', monto: '2500.50', contratos: 1 },
  ])
  assert.deepEqual(panel.ocupacion, {
    inmuebles: 7,
    ocupados: 2,
    vacantes: 5,
    area_m2: '513.25',
    area_ocupada_m2: '171',
  })
  assert.equal(panel.a_fecha, null)
  assert.ok(panel.posiciones['eventos-contrato'] > 10)
})

test('las series cuentan por día y por mes, con ceros donde no hubo nada, y los vencimientos van por mes', async () => {
  const { dias, meses, vencimientos } = await leer('/panel?dias=2&meses=2')
  assert.deepEqual(dias, [
    { dia: '2026-11-30', creados: 0, firmados: 0, procesados: 0 },
    { dia: '2026-12-01', creados: 6, firmados: 4, procesados: 1 },
  ])
  assert.deepEqual(meses.at(-1), { mes: '2026-12', creados: 6, firmados: 4, procesados: 1 })
  assert.deepEqual(vencimientos, [
    { mes: '2026-12', contratos: 0, canon: [] },
    { mes: '2027-01', contratos: 1, canon: [{ moneda: 'COP', monto: '1000000', contratos: 1 }] },
  ])
})

test('a otra fecha, otras cifras: lo de hoy lo decide el día y no el reloj de la base', async () => {
  const panel = await leer('/panel?a_fecha=2027-02-01')
  assert.deepEqual(panel.canon, [
    { moneda: 'COP', monto: '70', contratos: 1 },
    { moneda: 'USD', monto: '2500.50', contratos: 1 },
  ])
  assert.equal(panel.contratos.por_vigencia.Finalizada, 2)
  esProblema(await a.pedir('GET /panel?a_fecha=2026-02-30'), 422, 'FechaInvalida')
  esProblema(await a.pedir('GET /panel?dias=0'), 422, 'PeticionInvalida')
})

test('el tablero dice lo mismo que la lista, contrato a contrato', async () => {
  const { contratos } = await leer('/panel')
  const estados = Object.keys(contratos.por_estado).map((e) => `&estado=${e}`)
  const { elementos } = (await a.pedir(`GET /contratos?limite=200${estados.join('')}`)).cuerpo
  for (const [campo, cuentas] of [
    ['estado', contratos.por_estado],
    ['vigencia', contratos.por_vigencia],
  ] as const)
    for (const [valor, n] of Object.entries(cuentas))
      assert.equal(elementos.filter((c: Record<string, unknown>) => c[campo] === valor).length, n, valor)
})

const titulos = async (q: string): Promise<string[]> =>
  (await leer(`/busqueda?q=${encodeURIComponent(q)}`)).elementos.map(
    (e: { clase: string; titulo: string }) => `${e.clase} ${e.titulo}`,
  )

test('se busca sin tildes, por prefijos y con todas las palabras: nombre, documento, número, propiedad y código', async () => {
  const xochitl = await a.pedir('POST /clientes', {
    cuerpo: clienteNuevo({ nombre: 'Xóchitl Ñúñez', documento: { tipo: 'NIT', numero: '800197268-4' } }),
  })
  const local = await a.pedir('POST /inmuebles', {
    cuerpo: inmuebleNuevo({ nombre: 'Local 9 Él Ándén', ciudad: 'Popayán', codigo: 770077 }),
  })
  const contrato = await crearContrato(
    a,
    { ...trio, id_propiedad: local.cuerpo.id, id_inquilino: xochitl.cuerpo.id },
    { numero: 'ZZ-9001/B' },
  )
  const suyo = `contrato ${contrato.numero}`
  assert.deepEqual(await titulos('xochitl'), ['cliente Xóchitl Ñúñez', suyo])
  assert.deepEqual(await titulos('NUÑ xóch'), ['cliente Xóchitl Ñúñez', suyo])
  for (const q of ['800.197.268-4', '800197268', '8001972684'])
    assert.ok((await titulos(q)).includes('cliente Xóchitl Ñúñez'), q)
  for (const q of ['zz-9001/b', 'zz9001', 'ZZ-90']) assert.deepEqual(await titulos(q), [suyo], q)
  assert.deepEqual(await titulos('el anden popayan'), ['inmueble Local 9 Él Ándén', suyo])
  assert.deepEqual(await titulos('770077'), ['inmueble Local 9 Él Ándén', suyo])
  assert.deepEqual(await titulos('xochitl medellin'), [])
  assert.deepEqual(await titulos(`'"&|!():*`), [])
})

test('renombrar a alguien cambia lo que encuentra sus contratos', async () => {
  const renombrar = (nombre: string, version: number) =>
    a.pedir(`PATCH /clientes/${trio.id_inquilino}`, {
      cuerpo: { nombre },
      encabezados: { 'if-match': `"${version}"` },
    })
  await renombrar('Zapatería Uno', 1)
  assert.deepEqual(await titulos('zapateria'), ['cliente Zapatería Uno', `contrato ${procesado.numero}`])
  await renombrar('Quesería Tequendama', 2)
  assert.deepEqual(await titulos('zapateria'), [])
  assert.deepEqual(await titulos('queseria tequen'), [
    'cliente Quesería Tequendama',
    `contrato ${procesado.numero}`,
  ])
})

test('el título exacto va primero, y el límite corta', async () => {
  await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo({ nombre: 'Faro 10 Norte' }) })
  await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo({ nombre: 'El Faro 10' }) })
  await a.pedir('POST /inmuebles', { cuerpo: inmuebleNuevo({ nombre: 'Faro 10' }) })
  assert.deepEqual(await titulos('faro 10'), [
    'inmueble Faro 10',
    'inmueble Faro 10 Norte',
    'inmueble El Faro 10',
  ])
  assert.equal((await leer('/busqueda?q=faro&limite=2')).elementos.length, 2)
  esProblema(await a.pedir('GET /busqueda'), 422, 'PeticionInvalida')
})

test('una posición que aún no existe: 504 a los 2 s', async () => {
  const encabezados = { 'alpes-esperar': 'eventos-contrato=999999' }
  esProblema(await a.pedir('GET /panel', { encabezados }), 504, 'ProyeccionAtrasada')
})

const alDia = async (nombre: string, generacion: number) =>
  esperarQue(`${nombre} en ${generacion}`, async () => {
    const { elementos } = (await a.pedir('GET /proyecciones')).cuerpo
    const { viva, reconstruccion } = elementos.find((p: { nombre: string }) => p.nombre === nombre)
    return !reconstruccion && viva.generacion === generacion && viva.aplicados === viva.total
  })

for (const nombre of ['panel', 'busqueda'] as const)
  test(`${nombre} reconstruida tiene las mismas filas y responde lo mismo`, async () => {
    await alDia(nombre, 1)
    const antes = await huellaDeFilas(pool, TABLAS[nombre])
    const r = await a.pedir(`POST /proyecciones/${nombre}/reconstruccion`, { cuerpo: { motivo: 'prueba' } })
    assert.deepEqual([r.estado, r.cuerpo], [202, { nombre, generacion: 2 }])
    await alDia(nombre, 2)
    assert.equal(await huellaDeFilas(pool, TABLAS[nombre]), antes)
    assert.ok((await titulos('faro')).length > 0)
    assert.equal((await leer('/panel')).contratos.por_estado.Procesado, 1)
  })

/** Los mensajes de cada tópico, en su orden, mezclados y cortados en lotes al azar. */
const mezclar = (porTopico: readonly (readonly Mensaje[])[], azar: () => number): Mensaje[][] => {
  const colas = porTopico.map((m) => [...m]).filter((m) => m.length > 0)
  const lotes: Mensaje[][] = []
  while (colas.length > 0) {
    const i = Math.floor(azar() * colas.length)
    lotes.push(colas[i]!.splice(0, 1 + Math.floor(azar() * 9)))
    if (colas[i]!.length === 0) colas.splice(i, 1)
  }
  return lotes
}

for (const nombre of ['panel', 'busqueda'] as const)
  test(`${nombre}: da igual cómo se mezclen los tópicos y dónde se corten los lotes`, async () => {
    const { ddl, plegar, topicos } = a.servicio.modulos[nombre].proyeccion
    const tramos = await Promise.all(topicos.map((t) => a.servicio.fuente.leer(t, 0, 10_000)))
    const viva = await huellaDeFilas(pool, TABLAS[nombre])
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), async (numeros) => {
        const lotes = mezclar(
          tramos.map((t) => t.mensajes),
          () => numeros.next().value,
        )
        const tx = await pool.connect()
        await tx.query('begin; create schema ensayo; set local search_path = ensayo, alpes')
        await tx.query(ddl)
        for (const lote of lotes) await plegar(lote, tx)
        const huella = await huellaDeFilas(tx, TABLAS[nombre])
        await tx.query('rollback')
        tx.release()
        assert.equal(huella, viva)
      }),
      { numRuns: 15 },
    )
  })

test('sólo quien opera ve y rehace las proyecciones, con motivo', async () => {
  const ruta = 'POST /proyecciones/panel/reconstruccion'
  esProblema(await a.pedir(ruta, { cuerpo: {} }), 422, 'PeticionInvalida')
  esProblema(
    await a.pedir('POST /proyecciones/nada/reconstruccion', { cuerpo: { motivo: 'x' } }),
    404,
    'ProyeccionNoEncontrada',
  )
  for (const operacion of [ruta, 'GET /proyecciones'])
    esProblema(
      await a.pedir(operacion, {
        credencial: 'credencial-gestora',
        ...(operacion === ruta && { cuerpo: { motivo: 'x' } }),
      }),
      403,
      'NoAutorizado',
    )
})

test('la verificación de auditoría enseña los puntos de control y su llave pública', async () => {
  const { cuerpo } = await a.pedir('GET /auditoria/verificacion')
  assert.equal(cuerpo.integra, true)
  assert.equal(cuerpo.puntos.destino, 'carpeta')
  assert.match(cuerpo.puntos.llave.publica, /BEGIN PUBLIC KEY/)
})
