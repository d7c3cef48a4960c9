import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { representar } from '#modulos/contratos/aplicacion/representacion.ts'
import type { FiltroContratos } from '#modulos/contratos/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import type { Gente } from '#pruebas/apoyo/contratos-sembrados.ts'
import { ayudasDe, codigo } from '#pruebas/apoyo/contratos-sembrados.ts'
import { abrirOficina, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
import { hoyEn } from '#seedwork/dominio/fecha.ts'

let base: BasePrueba
let oficina: Oficina
const p = {} as Gente

before(async () => {
  base = await abrirBasePrueba()
  await prepararOficina(base.url)
  oficina = await abrirOficina(base.url)
  p.bogota = await oficina.inmueble({ nombre: 'Local 101 CC Alto Andino' })
  p.santiago = await oficina.inmueble({
    nombre: 'Local 2 Providencia',
    ciudad: 'Santiago',
    zona: 'America/Santiago',
  })
  p.mexico = await oficina.inmueble({
    nombre: 'Oficina 14 Polanco',
    ciudad: 'CDMX',
    zona: 'America/Mexico_City',
  })
  p.alpes = await oficina.cliente('Inmobiliaria Los Alpes')
  p.paramo = await oficina.cliente('Café Páramo S.A.S.')
  p.xochitl = await oficina.cliente('Despacho Xóchitl S.C.')
})
after(async () => {
  await oficina[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const { sembrar, vaciar, contrato, listar, numeros, recorrer } = ayudasDe(() => oficina, p)

test('una página vacía', async () => {
  await vaciar()
  assert.deepEqual(await listar({}, { totales: true }), {
    elementos: [],
    siguiente: null,
    total: 0,
    totales_por_moneda: [],
  })
})

test('lo sembrado se lee como lo representa el dominio, con los nombres de su gente', async () => {
  await vaciar()
  const c = contrato({ estado: 'Terminado', terminacion: '2026-06-30', inquilino: p.xochitl })
  await sembrar([c])
  const [leido] = (await listar()).elementos
  const { nombres, ...vista } = leido!
  const hoy = hoyEn(c.zona, oficina.contexto().ahora)
  assert.deepEqual(vista, representar({ id: c.id, version: 1, estado: c }, hoy))
  assert.deepEqual(nombres, {
    propiedad: 'Local 101 CC Alto Andino',
    ciudad: 'Bogotá',
    compania: 'Inmobiliaria Los Alpes',
    inquilino: 'Despacho Xóchitl S.C.',
  })
})

test('cada filtro deja lo suyo, y se combinan', async () => {
  await vaciar()
  await sembrar([
    contrato({ numero: 'A', inicio: '2026-01-01', fin: '2026-12-31', monto: '100' }),
    contrato({ numero: 'B', estado: 'Pendiente', inquilino: p.xochitl, monto: '200' }),
    contrato({ numero: 'C', propiedad: p.santiago, zona: 'America/Santiago', moneda: 'CLP', monto: '300' }),
    contrato({ numero: 'D', estado: 'Anulado', inicio: '2027-01-01', fin: '2027-06-30', monto: '400' }),
  ])
  const orden = { orden: { campo: 'numero', sentido: 'asc' } } as const
  const casos: [FiltroContratos, string][] = [
    // Lo anulado sólo sale si se pide.
    [{}, 'ABC'],
    [{ estado: ['Anulado'] }, 'D'],
    [{ estado: ['Pendiente', 'Anulado'] }, 'BD'],
    [{ idInquilino: p.xochitl }, 'B'],
    [{ idCompania: p.alpes }, 'ABC'],
    [{ idPropiedad: p.santiago }, 'C'],
    [{ ciudad: 'bogota' }, 'AB'],
    [{ ciudad: 'Leticia' }, ''],
    [{ moneda: 'CLP' }, 'C'],
    [{ inicioDesde: '2026-01-02' }, ''],
    [{ inicioDesde: '2026-01-02', estado: ['Anulado'] }, 'D'],
    [{ inicioHasta: '2026-01-01' }, 'ABC'],
    [{ finDesde: '2027-06-30', finHasta: '2027-12-31' }, 'BC'],
    [{ moneda: 'COP', montoMin: '200', montoMax: '300' }, 'B'],
    [{ vigencia: ['PorVencer'] }, 'A'],
    [{ vigencia: ['Vigente'] }, 'C'],
    [{ vigencia: ['Vigente', 'PorVencer'], moneda: 'COP' }, 'A'],
    [{ venceEn: 30 }, 'A'],
    [{ venceEn: 29 }, ''],
    [{ vigencia: ['Finalizada'], aFecha: '2027-01-01' }, 'A'],
    [{ vigencia: ['Futura'], aFecha: '2025-12-31' }, 'AC'],
  ]
  for (const [filtro, esperado] of casos)
    assert.equal((await numeros(filtro, orden)).join(''), esperado, JSON.stringify(filtro))
})

test('caso 15: se busca sin tildes, por parte, inmueble, ciudad, documento y número', async () => {
  await vaciar()
  await sembrar([
    contrato({ numero: 'CT-0015', propiedad: p.mexico, inquilino: p.xochitl }),
    contrato({ numero: 'CT-0016' }),
    contrato({ numero: 'ZZ-100%' }),
  ])
  const orden = { orden: { campo: 'numero', sentido: 'asc' } } as const
  assert.deepEqual(await numeros({ q: 'Xochitl' }, orden), ['CT-0015'])
  assert.deepEqual(await numeros({ q: 'XÓCHITL s.c' }, orden), ['CT-0015'])
  assert.deepEqual(await numeros({ q: 'polanco' }, orden), ['CT-0015'])
  assert.deepEqual(await numeros({ q: 'cafe paramo' }, orden), ['CT-0016', 'ZZ-100%'])
  assert.deepEqual(await numeros({ q: 'bogota' }, orden), ['CT-0016', 'ZZ-100%'])
  assert.deepEqual(await numeros({ q: 'ct-00' }, orden), ['CT-0015', 'CT-0016'])
  assert.deepEqual(await numeros({ q: 'zz-100%' }, orden), ['ZZ-100%'])
  assert.deepEqual(await numeros({ q: '%' }, orden), [], 'un comodín es un carácter más')
  assert.deepEqual(await numeros({ q: 'nadie' }, orden), [])
})

test('un cambio de nombre se ve y se busca en el mismo commit', async () => {
  await vaciar()
  await sembrar([contrato({ inquilino: p.paramo })])
  const comando = { tipo: 'ActualizarCliente' as const, id: p.paramo, cambios: { nombre: 'Ñandú Café' } }
  await oficina.clientes.comandos.ActualizarCliente({ comando, contexto: oficina.contexto() })
  const [c] = (await listar({ q: 'nandu' })).elementos
  assert.equal(c?.nombres.inquilino, 'Ñandú Café')
})

test('filtros que no se pueden: el error dice cuál', async () => {
  await assert.rejects(listar({ montoMin: '1' }), codigo('PeticionInvalida'))
  await assert.rejects(listar({}, { orden: { campo: 'monto', sentido: 'asc' } }), codigo('PeticionInvalida'))
  await assert.rejects(listar({ venceEn: -1 }), codigo('PeticionInvalida'))
  await assert.rejects(listar({ finDesde: '2026-02-30' }), codigo('FechaInvalida'))
  await assert.rejects(listar({ aFecha: 'hoy' }), codigo('FechaInvalida'))
  await assert.rejects(listar({ moneda: 'XXX' }), codigo('MonedaNoSoportada'))
  await assert.rejects(listar({ idCompania: '1' }), codigo('PeticionInvalida'))
})

test('caso 15: cualquier orden, con empates, recorre todo una vez; el desempate es el id', async () => {
  await vaciar()
  const todos = Array.from({ length: 23 }, (_, i) =>
    contrato({
      monto: String(1 + (i % 3)),
      fin: `2027-12-${10 + (i % 4)}`,
      creado: `2026-11-0${1 + (i % 5)}T00:00:00.123Z`,
    }),
  )
  await sembrar(todos)
  for (const campo of ['fecha_creacion', 'fecha_inicio', 'fecha_fin', 'numero', 'monto'] as const)
    for (const sentido of ['asc', 'desc'] as const) {
      const filtro = { moneda: 'COP' }
      const deUna = (await listar(filtro, { orden: { campo, sentido } })).elementos.map((e) => e.id)
      const porTrozos = await recorrer(filtro, { limite: 4, orden: { campo, sentido } })
      assert.deepEqual(porTrozos, deUna, `${campo} ${sentido}`)
      assert.equal(new Set(porTrozos).size, todos.length)
    }
})

test('caso 15: insertar filas mientras se pagina no repite ni salta las que ya estaban', async () => {
  await vaciar()
  const antes = Array.from({ length: 12 }, () => contrato())
  await sembrar(antes)
  const vistos = await recorrer({}, { limite: 3 }, () =>
    sembrar([
      contrato({ creado: '2026-11-30T00:00:00.000Z' }),
      contrato({ creado: '2027-01-01T00:00:00.000Z' }),
    ]),
  )
  assert.equal(new Set(vistos).size, vistos.length)
  for (const { id } of antes) assert.ok(vistos.includes(id))
})

test('los totales son de todo el filtro y nunca mezclan monedas', async () => {
  await vaciar()
  await sembrar([
    contrato({ monto: '999999999999999999' }),
    contrato({ monto: '999999999999999999' }),
    contrato({ monto: '6100.18', moneda: 'USD' }),
    contrato({ monto: '1', estado: 'Anulado' }),
  ])
  const pagina = await listar({}, { limite: 1, totales: true })
  assert.equal(pagina.elementos.length, 1)
  assert.equal(pagina.total, 3)
  assert.deepEqual(pagina.totales_por_moneda, [
    { moneda: 'COP', monto: '1999999999999999998', contratos: 2 },
    { moneda: 'USD', monto: '6100.18', contratos: 1 },
  ])
})

test('recorrer da lo mismo que la lista, entero', async () => {
  await vaciar()
  await sembrar(Array.from({ length: 450 }, () => contrato()))
  const trozos = await oficina.contratos.queries.RecorrerContratos({ tipo: 'RecorrerContratos', filtro: {} })
  const tamanos: number[] = []
  for await (const trozo of trozos) tamanos.push(trozo.length)
  assert.deepEqual(tamanos, [200, 200, 50])
})
