import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { Contrato } from '#modulos/contratos/dominio/contrato.ts'
import { VIGENCIAS, vigencia } from '#modulos/contratos/dominio/vigencia.ts'
import { abrirBasePrueba, type BasePrueba } from '#pruebas/apoyo/base.ts'
import type { Gente } from '#pruebas/apoyo/contratos-sembrados.ts'
import { ayudasDe, codigo } from '#pruebas/apoyo/contratos-sembrados.ts'
import { abrirOficina, type Oficina, prepararOficina } from '#pruebas/apoyo/oficina.ts'
import { type FechaCivil, hoyEn, sumarDias } from '#seedwork/dominio/fecha.ts'

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

const { sembrar, vaciar, contrato, numeros, recorrer } = ayudasDe(() => oficina, p)

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
