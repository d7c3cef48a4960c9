import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dado, fichas, hechos, huella, ids } from '#pruebas/apoyo/contratos.ts'
import { aniversario, type FechaCivil, menor, sumarDias } from '#seedwork/dominio/fecha.ts'
import { aplicar, type Contrato, type Estado } from './contrato.ts'
import { actualizar, editar, eliminar, firmar, procesar } from './decisiones.ts'
import type { EventoContrato } from './eventos.ts'
import { aplicarIncremento } from './incremento.ts'
import { registrarOtrosi } from './otrosi.ts'
import { prorrogar, terminar, vencer } from './vida.ts'

const INICIO = '2027-01-01' as FechaCivil
const VISPERA = sumarDias(INICIO, -1)
const PARTES = [ids.compania, ids.inquilino]
const alMediodia = (hoy: FechaCivil) => Temporal.Instant.from(`${hoy}T12:00:00-05:00`)

/** El contrato según un modelo que cabe en la cabeza: un estado, un plazo y una lista de precios. */
type Modelo = {
  estado: Estado
  hoy: FechaCivil
  firmas: Set<string>
  fin: FechaCivil
  ultimo: FechaCivil
  precios: Map<FechaCivil, bigint>
}

type Real = (c: Contrato, ahora: Temporal.Instant) => readonly EventoContrato[]
/** `prever` cambia el modelo y calla, o dice con qué código se rechaza. */
type Paso = Readonly<{ prever(m: Modelo): string | null; hacer: Real }>

const [T, P] = ['TransicionInvalida', 'PeriodoInvalido'] as const
const enFirme = ({ estado }: Modelo) => estado === 'Firmado' || estado === 'Procesado'
const precioEn = ({ precios }: Modelo, dia: FechaCivil): bigint =>
  [...precios]
    .filter(([desde]) => desde <= dia)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .at(-1)?.[1] ?? 0n

const firmarPor = (parte: (typeof PARTES)[number]): Paso => ({
  prever(m) {
    if (enFirme(m) || (m.estado === 'Pendiente' && m.firmas.has(parte))) return 'FirmaDuplicada'
    if (m.estado !== 'Pendiente') return T
    m.firmas.add(parte)
    if (m.firmas.size === PARTES.length) m.estado = 'Firmado'
    return null
  },
  hacer: (c, ahora) =>
    firmar(c, { idParte: parte, hash: c.hash, actor: 'ana', autorizadas: undefined, ahora }),
})

const corregirA = (monto: bigint): Paso => ({
  prever(m) {
    if (m.estado !== 'Pendiente') return m.estado === 'Anulado' ? T : 'ContratoInmutable'
    if (precioEn(m, INICIO) !== monto) m.firmas.clear()
    m.precios = new Map([[INICIO, monto]])
    return null
  },
  hacer: (c, ahora) => {
    const edicion = editar(c, { cambios: { monto: String(monto) }, ahora })
    return actualizar(c, { ...edicion, fichas, huella, ahora })
  },
})

const anular: Paso = {
  prever(m) {
    if (m.estado !== 'Pendiente') return m.estado === 'Anulado' ? T : 'ContratoInmutable'
    m.estado = 'Anulado'
    return null
  },
  hacer: (c, ahora) => eliminar(c, { ahora }),
}

const entregar: Paso = {
  prever(m) {
    if (m.estado !== 'Firmado' || m.hoy > m.fin) return T
    m.estado = 'Procesado'
    return null
  },
  hacer: (c, ahora) => procesar(c, { actaEntrega: true, ahora }),
}

const terminarEl = (fecha: FechaCivil): Paso => ({
  prever(m) {
    if (!enFirme(m)) return T
    const desiste = m.estado === 'Firmado' && m.hoy < INICIO && fecha === VISPERA
    if (!desiste && (fecha < INICIO || fecha >= m.fin)) return P
    m.estado = 'Terminado'
    m.ultimo = fecha
    m.precios = new Map([...m.precios].filter(([desde]) => desde <= fecha))
    return null
  },
  hacer: (c, ahora) => terminar(c, { fecha, motivo: 'acuerdo', ahora }),
})

const prorrogarDias = (dias: number): Paso => ({
  prever(m) {
    if (m.estado !== 'Procesado' || m.hoy > m.fin) return T
    if (dias <= 0) return P
    m.fin = sumarDias(m.fin, dias)
    m.ultimo = m.fin
    return null
  },
  hacer: (c, ahora) => prorrogar(c, { nuevaFin: sumarDias(c.terminos.fechaFin, dias), ahora }),
})

const otrosi = (efectiva: FechaCivil, monto: bigint): Paso => ({
  prever(m) {
    if (!enFirme(m)) return T
    if (efectiva < INICIO || efectiva > m.fin) return P
    if (precioEn(m, efectiva) === monto) return 'PeticionInvalida'
    m.precios.set(efectiva, monto)
    return null
  },
  hacer: (c, ahora) =>
    registrarOtrosi(c, { efectiva, cambios: { monto: String(monto) }, firmas: PARTES, ahora }),
})

const incrementar = (n: number): Paso => ({
  prever(m) {
    const dia = aniversario(INICIO, n)
    if (m.estado !== 'Procesado') return T
    if (m.precios.has(dia)) return 'IncrementoYaAplicado'
    const todos = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => aniversario(INICIO, i))
    const pendiente = todos.find((d) => d <= menor(m.hoy, m.fin) && !m.precios.has(d))
    if (pendiente === undefined) return T
    if (pendiente !== dia) return P
    m.precios.set(dia, (precioEn(m, sumarDias(dia, -1)) * 22_000n + 10_000n) / 20_000n)
    return null
  },
  hacer: (c, ahora) => aplicarIncremento(c, { aniversario: aniversario(INICIO, n), ipc: null, ahora }),
})

const pasarDias = (dias: number): Paso => ({
  prever(m) {
    m.hoy = sumarDias(m.hoy, dias)
    return null
  },
  hacer: () => [],
})

const planificador: Paso = {
  prever(m) {
    if (enFirme(m) && m.hoy > m.fin) m.estado = 'Vencido'
    return null
  },
  hacer: (c, ahora) => vencer(c, { ahora }),
}

const monto = fc.bigInt({ min: 1n, max: 9n }).map((n) => n * 1_000n)
const dia = fc.integer({ min: -3, max: 1_200 }).map((n) => sumarDias(INICIO, n))
const paso: fc.Arbitrary<Paso> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...PARTES).map(firmarPor) },
  { weight: 1, arbitrary: monto.map(corregirA) },
  { weight: 1, arbitrary: fc.constant(anular) },
  { weight: 4, arbitrary: fc.constant(entregar) },
  { weight: 1, arbitrary: fc.oneof(dia, fc.constant(VISPERA)).map(terminarEl) },
  { weight: 2, arbitrary: fc.integer({ min: -2, max: 400 }).map(prorrogarDias) },
  { weight: 4, arbitrary: fc.tuple(dia, monto).map(([d, x]) => otrosi(d, x)) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }).map(incrementar) },
  // El reloj también retrocede.
  { weight: 5, arbitrary: fc.integer({ min: -60, max: 300 }).map(pasarDias) },
  { weight: 2, arbitrary: fc.constant(planificador) },
)

const comparar = (c: Contrato, m: Modelo): void => {
  assert.equal(c.estado, m.estado)
  assert.equal(c.terminos.fechaFin, m.fin)
  assert.deepEqual(
    c.tramos.map((t) => [t.desde, t.canon.minimo]),
    [...m.precios].sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  if (c.tramos.length > 0) assert.equal(c.tramos.at(-1)?.hasta, m.ultimo)
  for (const [i, t] of c.tramos.entries())
    if (i > 0) assert.equal(t.desde, sumarDias(c.tramos[i - 1]!.hasta, 1), 'I11')
}

const dar = ({ prever, hacer }: Paso, c: Contrato, m: Modelo): Contrato => {
  const codigo = prever(m)
  const ahora = alMediodia(m.hoy)
  if (codigo !== null) {
    assert.throws(() => hacer(c, ahora), { codigo })
    return c
  }
  const eventos = hacer(c, ahora)
  return eventos.length === 0 ? c : aplicar(c, eventos)
}

test('el ciclo de vida entero se comporta como el modelo, con el reloj yendo y viniendo', () => {
  const plazo = { fechaInicio: INICIO, fechaFin: '2029-12-31', monto: '1000' }
  const incremento = { tipo: 'fijo', puntosBasicos: 1_000 }
  const visitados = new Set<Estado>()
  fc.assert(
    fc.property(fc.array(paso, { minLength: 40, maxLength: 40 }), (pasos) => {
      let c = dado(hechos.pendiente({ ...plazo, incremento }))
      const fin = c.terminos.fechaFin
      const hoy = '2026-12-01' as FechaCivil
      const precios = new Map([[INICIO, 1_000n]])
      const m: Modelo = { estado: 'Pendiente', hoy, firmas: new Set(), fin, ultimo: fin, precios }
      for (const uno of pasos) {
        c = dar(uno, c, m)
        comparar(c, m)
        visitados.add(c.estado)
      }
    }),
    { numRuns: 500 },
  )
  assert.equal(visitados.size, 6, `sólo se pasó por ${[...visitados].join(', ')}`)
})
