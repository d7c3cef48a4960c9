import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { ComandoInmuebles } from '#modulos/inmuebles/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import {
  abrirCartera,
  type Cartera,
  orden,
  prepararCartera,
  registroCartera,
} from '#pruebas/apoyo/cartera.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'

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

type Datos = Extract<ComandoInmuebles, { tipo: 'CrearInmueble' }>['datos']
const local = (extra: Partial<Datos> = {}): Datos => ({
  nombre: 'Local 101',
  tipo: 'local',
  ciudad: 'Bogotá',
  zona: 'America/Bogota',
  area_m2: '85.50',
  ...extra,
})
const crear = async (datos = local(), id: string = randomUUID()) => {
  const hecho = await cartera.inmuebles.comandos.CrearInmueble(orden({ tipo: 'CrearInmueble', id, datos }))
  return hecho.resultado
}
const obtener = (id: string) => cartera.inmuebles.queries.ObtenerInmueble({ tipo: 'ObtenerInmueble', id })
const retirar = (id: string) =>
  cartera.inmuebles.comandos.RetirarInmueble(orden({ tipo: 'RetirarInmueble', id, motivo: 'venta' }))
const codigo =
  (c: string, datos: Record<string, unknown> = {}) =>
  (e: unknown) =>
    e instanceof ErrorDominio && e.codigo === c && Object.entries(datos).every(([k, v]) => e.datos[k] === v)
const tiposDe = async (id: string) => {
  const { rows } = await cartera.pool.query(
    'select tipo, contenido from bitacora where clave = $1 order by posicion',
    [id],
  )
  return rows.map(
    (f) => [f.tipo, registroCartera.decodificar(f.contenido).datos as Record<string, unknown>] as const,
  )
}

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

test('una firma ocupa el inmueble en la misma transacción y se ve en su ficha', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({
    inmueble: id,
    desde: '2026-01-01',
    hasta: '2026-12-31',
    numero: 'CT-0042',
  })
  const inmueble = await obtener(id)
  assert.equal(inmueble.version, 2)
  assert.deepEqual(inmueble.ocupacion, {
    id_contrato: contrato,
    numero: 'CT-0042',
    desde: '2026-01-01',
    hasta: '2026-12-31',
  })
  const linea = await cartera.inmuebles.queries.OcupacionDeInmueble({ tipo: 'OcupacionDeInmueble', id })
  assert.equal(linea.ocupado, true)
  assert.equal(linea.proxima_disponibilidad, '2027-01-01')
  const antes = await cartera.inmuebles.queries.OcupacionDeInmueble({
    tipo: 'OcupacionDeInmueble',
    id,
    aFecha: '2025-12-31',
  })
  assert.equal(antes.proxima_disponibilidad, '2025-12-31')
})

test('una firma que solapa un día no deja nada: ni ocupación ni el evento de la firma', async () => {
  const { id } = await crear()
  const primero = await cartera.firmar({ inmueble: id, desde: '2025-03-01', hasta: '2027-02-28' })
  const rival = randomUUID()
  const solapada = { contrato: primero, desde: '2025-03-01', hasta: '2027-02-28' }
  await assert.rejects(
    cartera.firmar({ inmueble: id, desde: '2027-02-28', hasta: '2028-02-27', id: rival }),
    codigo('SolapeDeVigencia', solapada),
  )
  assert.deepEqual(await tiposDe(rival), [])
  await cartera.firmar({ inmueble: id, desde: '2027-03-01', hasta: '2028-02-29' })
  assert.equal((await obtener(id)).version, 3)
})

test('volver a firmar con otro fin es una prórroga: cambia el rango de la tabla', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({ inmueble: id, desde: '2026-04-15', hasta: '2029-04-14' })
  await cartera.firmar({ inmueble: id, desde: '2026-04-15', hasta: '2030-04-14', id: contrato })
  const { rows } = await cartera.pool.query('select rango::text from ocupaciones where id_inmueble = $1', [
    id,
  ])
  assert.deepEqual(rows, [{ rango: '[2026-04-15,2030-04-15)' }])
  await assert.rejects(
    cartera.firmar({ inmueble: id, desde: '2030-04-14', hasta: '2031-04-13' }),
    codigo('SolapeDeVigencia', { contrato }),
  )
})

for (const comprobarSolape of [true, false])
  test(`firmas rivales desde dos procesos: gana exactamente una (dominio ${comprobarSolape ? 'atento' : 'apagado'})`, async () => {
    await using una = await abrirCartera(base.url, { comprobarSolape })
    await using otra = await abrirCartera(base.url, { comprobarSolape })
    for (let vuelta = 0; vuelta < 50; vuelta++) {
      const { id } = await crear()
      const intentos = await Promise.allSettled(
        [una, otra, una, otra].map((c, i) =>
          c.firmar({ inmueble: id, desde: `2027-01-0${i + 1}`, hasta: '2027-12-31' }),
        ),
      )
      assert.equal(intentos.filter((i) => i.status === 'fulfilled').length, 1)
      for (const i of intentos)
        if (i.status === 'rejected') assert.ok(codigo('SolapeDeVigencia')(i.reason), String(i.reason))
      assert.equal((await obtener(id)).version, 2)
    }
  })

test('con el dominio apagado, la restricción sola impide el solape aunque el estado no lo sepa', async () => {
  await using ciega = await abrirCartera(base.url, { comprobarSolape: false })
  const { id } = await crear()
  await cartera.pool.query('insert into ocupaciones values ($1, $2, $3)', [
    randomUUID(),
    id,
    '[2027-06-01,2027-06-30]',
  ])
  await assert.rejects(
    ciega.firmar({ inmueble: id, desde: '2027-06-30', hasta: '2027-12-31' }),
    codigo('SolapeDeVigencia', { contrato: null, desde: '2027-06-30' }),
  )
  assert.equal((await obtener(id)).version, 1)
})

test('no se retira un inmueble con un contrato vivo; terminado, sí, y luego no admite firmas', async () => {
  const ocupado = await crear()
  await cartera.firmar({ inmueble: ocupado.id, desde: '2026-01-01', hasta: '2026-12-01' })
  await assert.rejects(retirar(ocupado.id), codigo('InmuebleConContratoVivo', { hasta: '2026-12-01' }))
  const libre = await crear()
  const { resultado } = await retirar(libre.id)
  assert.equal(resultado.estado, 'Retirado')
  assert.equal((await retirar(libre.id)).resultado.version, resultado.version)
  await assert.rejects(
    cartera.firmar({ inmueble: libre.id, desde: '2027-01-01', hasta: '2027-12-31' }),
    codigo('InmuebleRetirado'),
  )
})

test('un contrato sobre un inmueble que no existe no se firma', async () => {
  await assert.rejects(
    cartera.firmar({ inmueble: randomUUID(), desde: '2027-01-01', hasta: '2027-12-31' }),
    codigo('InmuebleNoEncontrado'),
  )
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

test('otro módulo lee fichas dentro de su transacción', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({ inmueble: id, desde: '2026-01-01', hasta: '2026-12-31' })
  const leer = cartera.motor.unidadTrabajo((t) => cartera.inmuebles.puertos.buscarInmuebles(t))
  await leer(orden(null).contexto, async ({ buscar }) => {
    const fichas = await buscar([id, randomUUID()])
    assert.equal(fichas.size, 1)
    const ficha = fichas.get(id)
    assert.equal(ficha?.activo, true)
    assert.equal(ficha?.zona, 'America/Bogota')
    assert.equal(ficha?.ocupaciones[0]?.idContrato, contrato)
    return null
  })
})

test('una prórroga que choca sólo en la restricción se rechaza y deja el rango como estaba', async () => {
  const { id } = await crear()
  const contrato = await cartera.firmar({ inmueble: id, desde: '2027-01-01', hasta: '2027-12-31' })
  await cartera.pool.query('insert into ocupaciones values ($1, $2, $3)', [
    randomUUID(),
    id,
    '[2028-06-01,2028-06-30]',
  ])
  await assert.rejects(
    cartera.firmar({ inmueble: id, desde: '2027-01-01', hasta: '2028-12-31', id: contrato }),
    codigo('SolapeDeVigencia', { contrato: null, hasta: '2028-12-31' }),
  )
  const { rows } = await cartera.pool.query('select rango::text from ocupaciones where id_contrato = $1', [
    contrato,
  ])
  assert.deepEqual(rows, [{ rango: '[2027-01-01,2028-01-01)' }])
})
