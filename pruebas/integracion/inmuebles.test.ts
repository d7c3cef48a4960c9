import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { abrirCartera, type Cartera, orden, prepararCartera } from '#pruebas/apoyo/cartera.ts'
import { ayudasDe, codigo, type Datos, local } from '#pruebas/apoyo/inmuebles.ts'

let base: BasePrueba
let cartera: Cartera
before(async () => {
  base = await abrirBasePrueba()
  await prepararCartera(base.url)
  cartera = await abrirCartera(base.url)
})
after(async () => {
  await cartera[Symbol.asyncDispose]()
  await base[Symbol.asyncDispose]()
})

const { crear, obtener, retirar, tiposDe } = ayudasDe(() => cartera)

test('lo que se contesta al crear es lo que se lee después', async () => {
  const inmueble = await crear()
  assert.deepEqual(await obtener(inmueble.id), inmueble)
  assert.equal(inmueble.area_m2, '85.5')
  assert.equal(inmueble.pais, 'CO')
  assert.equal(inmueble.ocupacion, null)
  assert.equal(inmueble.version, 1)
})

test('crear, cambiar, ocupar y retirar publican sus eventos', async () => {
  const { id } = await crear()
  const { ActualizarInmueble } = cartera.inmuebles.comandos
  await ActualizarInmueble(
    orden({ tipo: 'ActualizarInmueble', id, cambios: { area_m2: '90', ciudad: 'Chía' } }),
  )
  const contrato = await cartera.firmar({ inmueble: id, desde: '2024-01-01', hasta: '2026-11-30' })
  await retirar(id)
  const eventos = await tiposDe(id)
  assert.deepEqual(
    eventos.map(([tipo]) => tipo),
    ['InmuebleCreado', 'InmuebleActualizado', 'InmuebleOcupado', 'InmuebleRetirado'],
  )
  assert.equal((eventos[1]![1].antes as Datos).ciudad, 'Bogotá')
  assert.equal((eventos[1]![1].despues as Datos).area_m2, '90')
  assert.deepEqual(
    { ...eventos[2]![1] },
    { id, id_contrato: contrato, desde: '2024-01-01', hasta: '2026-11-30' },
  )
  assert.equal(eventos[3]![1].motivo, 'venta')
})

test('el código es único, darlo a mano empuja los automáticos, y por él se halla', async () => {
  const fijo = await crear(local({ codigo: 8000 }))
  await assert.rejects(crear(local({ codigo: 8000 })), codigo('CodigoDuplicado'))
  assert.ok((await crear()).codigo > 8000)
  const { ObtenerInmueblePorCodigo } = cartera.inmuebles.queries
  assert.equal(
    (await ObtenerInmueblePorCodigo({ tipo: 'ObtenerInmueblePorCodigo', codigo: 8000 })).id,
    fijo.id,
  )
  await assert.rejects(
    ObtenerInmueblePorCodigo({ tipo: 'ObtenerInmueblePorCodigo', codigo: 99_999_999_999 }),
    codigo('InmuebleNoEncontrado'),
  )
})

test('el último código posible, dado a mano, no deja sin sitio a los automáticos', async () => {
  assert.equal((await crear(local({ codigo: 999_999_999 }))).codigo, 999_999_999)
  assert.ok((await crear()).codigo < 999_000_000)
})

test('un inmueble provisional nace de su código y se completa al darle área', async () => {
  const { CrearInmuebleProvisional, ActualizarInmueble } = cartera.inmuebles.comandos
  const id = randomUUID()
  const { resultado } = await CrearInmuebleProvisional(
    orden({ tipo: 'CrearInmuebleProvisional', id, codigo: 900 }),
  )
  assert.equal(resultado.provisional, true)
  assert.equal(resultado.area_m2, null)
  const completo = await ActualizarInmueble(
    orden({ tipo: 'ActualizarInmueble', id, cambios: { area_m2: '12' } }),
  )
  assert.equal(completo.resultado.provisional, false)
})

test('con una versión esperada vieja, el cambio se rechaza; los desconocidos no se encuentran', async () => {
  const { id } = await crear()
  const cambio = { tipo: 'ActualizarInmueble', id, cambios: { nombre: 'Otro' } } as const
  const { ActualizarInmueble } = cartera.inmuebles.comandos
  await ActualizarInmueble(orden(cambio))
  await assert.rejects(
    ActualizarInmueble(orden(cambio, { versionEsperada: { id, version: 1 } })),
    codigo('VersionObsoleta'),
  )
  await assert.rejects(retirar(randomUUID()), codigo('InmuebleNoEncontrado'))
  await assert.rejects(obtener(randomUUID()), codigo('InmuebleNoEncontrado'))
  const linea = { tipo: 'OcupacionDeInmueble', id: randomUUID() } as const
  await assert.rejects(cartera.inmuebles.queries.OcupacionDeInmueble(linea), codigo('InmuebleNoEncontrado'))
  await assert.rejects(
    cartera.inmuebles.queries.OcupacionDeInmueble({ tipo: 'OcupacionDeInmueble', id, aFecha: '2026-02-30' }),
    codigo('FechaInvalida'),
  )
})

test('las listas filtran por ciudad sin tildes, tipo, estado y texto, y ordenan por área', async () => {
  const nombre = `Bodega ${randomUUID()}`
  for (const [ciudad, area] of [
    ['Yumbo', '1200'],
    ['YUMBO', '900.5'],
    ['Cali', '30'],
  ] as const)
    await crear(local({ nombre, tipo: 'bodega', ciudad, area_m2: area }))
  const { ListarInmuebles } = cartera.inmuebles.queries
  const { elementos, total } = await ListarInmuebles({
    tipo: 'ListarInmuebles',
    filtro: {
      q: nombre.toUpperCase(),
      ciudad: 'yumbó',
      tipo: 'bodega',
      estado: 'Activo',
      pagineo: { limite: 10, orden: { campo: 'area_m2', sentido: 'asc' }, totales: true },
    },
  })
  assert.equal(total, 2)
  assert.deepEqual(
    elementos.map((i) => i.area_m2),
    ['900.5', '1200'],
  )
})

test('cada orden de lista pagina sin repetir ni saltar', async () => {
  for (const campo of ['nombre', 'codigo', 'ciudad', 'area_m2', 'fecha_creacion'] as const) {
    const vistos: string[] = []
    let despues: { valor: string; id: string } | undefined
    do {
      const pagina = await cartera.inmuebles.queries.ListarInmuebles({
        tipo: 'ListarInmuebles',
        filtro: {
          q: 'bodega',
          pagineo: { limite: 1, orden: { campo, sentido: 'desc' }, ...(despues ? { despues } : {}) },
        },
      })
      vistos.push(...pagina.elementos.map((i) => i.id))
      despues = pagina.siguiente ?? undefined
    } while (despues)
    assert.equal(vistos.length, 3, campo)
    assert.equal(new Set(vistos).size, 3, campo)
  }
})
