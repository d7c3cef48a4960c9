import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { representar } from '#modulos/contratos/aplicacion/representacion.ts'
import type { Contrato } from '#modulos/contratos/dominio/contrato.ts'
import { VIGENCIAS, vigencia } from '#modulos/contratos/dominio/vigencia.ts'
import { MAPA_CONTRATO } from '#modulos/contratos/infraestructura/mapa.ts'
import type { FiltroContratos, OrdenContratos } from '#modulos/contratos/modulo.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import { dado, hechos } from '#pruebas/apoyo/contratos.ts'
import { abrirOficina, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
import type { Pagineo } from '#seedwork/aplicacion/paginas.ts'
import { dinero } from '#seedwork/dominio/dinero.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type FechaCivil, hoyEn, sumarDias, zona } from '#seedwork/dominio/fecha.ts'
import type { Id } from '#seedwork/dominio/id.ts'
import { literalArreglo } from '#seedwork/infraestructura/uow/arreglos.ts'

let base: BasePrueba
let oficina: Oficina
const p = {} as Record<'bogota' | 'santiago' | 'mexico' | 'alpes' | 'paramo' | 'xochitl', string>

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

/** Escribe estados tal cual, para probar lecturas con los que los comandos de hoy no alcanzan. */
const sembrar = async (estados: readonly Contrato[]): Promise<void> => {
  const columnas = Object.entries(MAPA_CONTRATO.columnas)
  const filas = estados.map((e) => MAPA_CONTRATO.aFila(e))
  const valores = columnas.map(([n, tipo]) =>
    literalArreglo(
      tipo,
      filas.map((f) => f[n]),
    ),
  )
  const lista = columnas.map(([n]) => n).join(', ')
  const desde = columnas.map(([, t], i) => `$${i + 2}::${t}[]`).join(', ')
  await oficina.pool.query(
    `insert into contratos (id, version, ${lista}) select id, 1, ${lista} from unnest($1::uuid[], ${desde}) as u(id, ${lista})`,
    [
      literalArreglo(
        'uuid',
        estados.map((e) => e.id),
      ),
      ...valores,
    ],
  )
}

const vaciar = () => oficina.pool.query('truncate contratos')
let n = 0
const base1 = () => dado(hechos.firmado()) as Extract<Contrato, { estado: 'Firmado' }>
type Hecho = Readonly<{
  inicio?: string
  fin?: string
  estado?: Contrato['estado']
  zona?: string
  monto?: string
  moneda?: string
  numero?: string
  creado?: string
  terminacion?: string
  propiedad?: string
  inquilino?: string
}>

const contrato = (h: Hecho = {}): Contrato => {
  n += 1
  const base = base1()
  const terminos = {
    ...base.terminos,
    idPropiedad: (h.propiedad ?? p.bogota) as Id,
    idCompania: p.alpes as Id,
    idInquilino: (h.inquilino ?? p.paramo) as Id,
    fechaInicio: (h.inicio ?? '2026-01-01') as FechaCivil,
    fechaFin: (h.fin ?? '2027-12-31') as FechaCivil,
    canon: dinero(h.monto ?? '1000', h.moneda ?? 'COP'),
  }
  const comun = {
    ...base,
    id: `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}` as Id,
    numero: h.numero ?? `CT-${String(n).padStart(5, '0')}`,
    terminos,
    zona: zona(h.zona ?? 'America/Bogota'),
    creadoEn: (h.creado ?? base.creadoEn) as typeof base.creadoEn,
  }
  const { estado = 'Firmado' } = h
  if (estado === 'Procesado') return { ...comun, estado, procesadoEn: base.firmadoEn }
  if (estado === 'Vencido') return { ...comun, estado, procesadoEn: null }
  if (estado === 'Anulado') return { ...comun, estado, motivo: null }
  if (estado !== 'Terminado') return { ...comun, estado } as Contrato
  const fecha = (h.terminacion ?? terminos.fechaFin) as FechaCivil
  const terminacion = { fecha, motivo: 'x', penalidad: null, en: base.firmadoEn }
  return { ...comun, estado, procesadoEn: null, terminacion }
}

const listar = (filtro: FiltroContratos = {}, pagineo: Partial<Pagineo<OrdenContratos>> = {}) =>
  oficina.contratos.queries.ListarContratos({
    tipo: 'ListarContratos',
    filtro,
    pagineo: { limite: 50, ...pagineo },
  })
const numeros = async (filtro: FiltroContratos, pagineo: Partial<Pagineo<OrdenContratos>> = {}) =>
  (await listar(filtro, pagineo)).elementos.map((e) => e.numero)
const codigo = (c: string) => (e: unknown) => e instanceof ErrorDominio && e.codigo === c

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
    [{}, 'ABCD'],
    [{ estado: ['Pendiente', 'Anulado'] }, 'BD'],
    [{ idInquilino: p.xochitl }, 'B'],
    [{ idCompania: p.alpes }, 'ABCD'],
    [{ idPropiedad: p.santiago }, 'C'],
    [{ ciudad: 'bogota' }, 'ABD'],
    [{ ciudad: 'Leticia' }, ''],
    [{ moneda: 'CLP' }, 'C'],
    [{ inicioDesde: '2026-01-02' }, 'D'],
    [{ inicioHasta: '2026-01-01' }, 'ABC'],
    [{ finDesde: '2027-06-30', finHasta: '2027-12-31' }, 'BCD'],
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

const recorrer = async (
  filtro: FiltroContratos,
  pagineo: Partial<Pagineo<OrdenContratos>>,
  entreTanto = async () => {},
) => {
  const vistos: string[] = []
  let despues: Pagineo<OrdenContratos>['despues']
  do {
    const pagina = await listar(filtro, { ...pagineo, ...(despues ? { despues } : {}) })
    vistos.push(...pagina.elementos.map((e) => e.id))
    despues = pagina.siguiente ?? undefined
    await entreTanto()
  } while (despues)
  return vistos
}

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
  const pagina = await listar({ estado: ['Firmado'] }, { limite: 1, totales: true })
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

test('caso 7: en el mismo instante «hoy» no es el mismo día en cada zona', async () => {
  await vaciar()
  await sembrar([
    contrato({ numero: 'BOG', fin: '2026-12-01' }),
    contrato({ numero: 'SCL', fin: '2026-12-01', zona: 'America/Santiago' }),
    contrato({ numero: 'KIR', fin: '2026-12-01', zona: 'Pacific/Kiritimati' }),
  ])
  oficina.aLas('2026-12-01T23:30:00-05:00')
  try {
    assert.deepEqual(
      await numeros({ vigencia: ['Finalizada'] }, { orden: { campo: 'numero', sentido: 'asc' } }),
      ['KIR', 'SCL'],
    )
    assert.deepEqual(await numeros({ venceEn: 0 }), ['BOG'])
  } finally {
    oficina.aLas('2026-12-01T17:00:00Z')
  }
})

const dias = fc.integer({ min: -400, max: 400 }).map((d) => sumarDias('2026-12-01' as FechaCivil, d))
const zonas = fc.constantFrom(
  'America/Bogota',
  'America/Santiago',
  'Pacific/Kiritimati',
  'Pacific/Niue',
  'UTC',
)
const cualquiera = fc
  .record({
    inicio: dias,
    plazo: fc.integer({ min: 0, max: 500 }),
    corte: fc.integer({ min: -1, max: 500 }),
    zona: zonas,
    estado: fc.constantFrom('Pendiente', 'Firmado', 'Procesado', 'Vencido', 'Anulado', 'Terminado'),
  })
  .map(({ inicio, plazo, corte, zona, estado }) => ({
    inicio,
    fin: sumarDias(inicio, plazo),
    terminacion: sumarDias(inicio, Math.min(corte, plazo)),
    zona,
    estado: estado as Contrato['estado'],
  }))
const instantes = fc
  .integer({ min: -400 * 24, max: 400 * 24 })
  .map((h) => Temporal.Instant.from('2026-12-01T00:30:00Z').add({ hours: h }))

test('propiedad: la vigencia que filtra SQL es la que calcula el dominio', async () => {
  await vaciar()
  const estados = fc.sample(cualquiera, { numRuns: 400, seed: 7 }).map(contrato)
  await sembrar(estados)
  const momentos = [
    ...fc.sample(instantes, { numRuns: 25, seed: 11 }),
    Temporal.Instant.from('2026-12-01T10:30:00Z'),
  ]
  for (const ahora of momentos) {
    oficina.aLas(ahora.toString())
    for (const v of VIGENCIAS) {
      const esperados = estados.filter((c) => vigencia(c, hoyEn(c.zona, ahora)) === v).map((c) => c.id)
      const leidos = await recorrer({ vigencia: [v] }, { limite: 200 })
      assert.deepEqual(leidos.toSorted(), esperados.toSorted(), `${v} a las ${ahora}`)
    }
  }
  oficina.aLas('2026-12-01T17:00:00Z')
})

test('la historia dice quién, cuándo, qué cambió y por qué orden', async () => {
  await vaciar()
  const partes = { propiedad: p.bogota, compania: p.alpes, inquilino: p.paramo }
  const c = await oficina.redactar({ ...partes, numero: 'H-1', monto: '100' })
  await oficina.firmar(c, p.alpes)
  const contexto = oficina.contexto({
    actor: 'ana',
    correlacion: 'corr-1',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  })
  const comando = { tipo: 'ActualizarContrato' as const, id: c.id, cambios: { monto: '200', numero: 'H-2' } }
  await oficina.contratos.comandos.ActualizarContrato({ comando, contexto })
  const leer = (extra: object = {}) =>
    oficina.contratos.queries.HistorialContrato({ tipo: 'HistorialContrato', id: c.id, ...extra })
  const historia = await leer()
  assert.deepEqual(
    historia.map((h) => [h.tipo, h.version]),
    [
      ['ContratoCreado', 1],
      ['FirmaRegistrada', 2],
      ['ContratoActualizado', 3],
      ['FirmasInvalidadas', 3],
    ],
  )
  const { posicion, id, guardado_en, ...edicion } = historia[2]!
  assert.deepEqual(edicion, {
    tipo: 'ContratoActualizado',
    version: 3,
    ocurrido_en: '2026-12-01T17:00:00.000Z',
    actor: 'ana',
    origen: 'api',
    comando: contexto.idComando,
    correlacion: 'corr-1',
    traceparent: contexto.traceparent,
    cambios: [
      { campo: 'numero', antes: 'H-1', despues: 'H-2' },
      { campo: 'monto', antes: '100', despues: '200' },
    ],
  })
  assert.deepEqual(historia[3]!.cambios, [{ campo: 'firmas', antes: [p.alpes], despues: [] }])
  assert.deepEqual(await leer({ desde: posicion, limite: 1 }), [historia[3]])
  assert.deepEqual(await leer({ desde: historia[3]!.posicion }), [])
})

test('la historia de algo que no existe', async () => {
  const consulta = { tipo: 'HistorialContrato' as const, id: '019a0000-0000-7000-8000-ffffffffffff' }
  await assert.rejects(oficina.contratos.queries.HistorialContrato(consulta), codigo('ContratoNoEncontrado'))
  await assert.rejects(
    oficina.contratos.queries.ObtenerContrato({ ...consulta, tipo: 'ObtenerContrato' }),
    codigo('ContratoNoEncontrado'),
  )
})
