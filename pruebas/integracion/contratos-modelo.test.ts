import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Estado } from '#modulos/contratos/dominio/contrato.ts'
import { eliminar, firmar, procesar } from '#modulos/contratos/dominio/decisiones.ts'
import {
  comprobarSinSucesor,
  renovar,
  terminosDelSucesor,
  vivo,
} from '#modulos/contratos/dominio/renovacion.ts'
import { terminos } from '#modulos/contratos/dominio/terminos.ts'
import { prorrogar, terminar, vencer } from '#modulos/contratos/dominio/vida.ts'
import { ESTADOS_CON_VIGENCIA, finEfectiva } from '#modulos/contratos/dominio/vigencia.ts'
import { solapan, vacia } from '#modulos/inmuebles/dominio/ocupacion.ts'
import { datos, ids } from '#pruebas/apoyo/contratos.ts'
import { idDe, OficinaPura } from '#pruebas/apoyo/oficina-pura.ts'
import { type FechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'

const INICIO = '2027-01-01' as FechaCivil
const PARTES = [ids.compania, ids.inquilino]
const alMediodia = (hoy: FechaCivil) => Temporal.Instant.from(`${hoy}T12:00:00-05:00`)

/** Un contrato según el modelo: su estado, sus días, quién firmó y a quién sucede. */
type Ficha = {
  estado: Estado
  inicio: FechaCivil
  fin: FechaCivil
  ultimo: FechaCivil
  firmas: Set<string>
  antecesor: Ficha | null
  sucesor: Ficha | null
}
type Modelo = { hoy: FechaCivil; contratos: Ficha[] }

/** `prever` cambia el modelo y calla, o dice con qué código se rechaza. */
type Paso = Readonly<{
  prever(m: Modelo): string | null
  hacer(o: OficinaPura, ahora: Temporal.Instant): void
}>

const [T, P, S] = ['TransicionInvalida', 'PeriodoInvalido', 'SolapeDeVigencia'] as const
const tiene = <X>(lista: readonly X[], n: number): X => lista[n % lista.length]!
const enFirme = ({ estado }: Ficha) => estado === 'Firmado' || estado === 'Procesado'
const ocupa = ({ estado }: Ficha) => ESTADOS_CON_VIGENCIA.some((e) => e === estado)
const rango = ({ inicio, ultimo }: Ficha) => ({ desde: inicio, hasta: ultimo })
const choca = (m: Modelo, f: Ficha, hasta: FechaCivil): boolean =>
  m.contratos.some((o) => o !== f && ocupa(o) && solapan(rango(o), { desde: f.inicio, hasta }))
const soltar = (f: Ficha): void => {
  if (f.antecesor?.sucesor === f) f.antecesor.sucesor = null
}

const nacida = (inicio: FechaCivil, fin: FechaCivil, antecesor: Ficha | null): Ficha => ({
  ...{ estado: 'Pendiente', inicio, fin, ultimo: fin, firmas: new Set() },
  ...{ antecesor, sucesor: null },
})

const redactar = (desfase: number, dias: number): Paso => {
  const inicio = sumarDias(INICIO, desfase)
  const fin = sumarDias(inicio, dias)
  return {
    prever(m) {
      m.contratos.push(nacida(inicio, fin, null))
      return null
    },
    hacer(o, ahora) {
      o.redactar(terminos({ ...datos, fechaInicio: inicio, fechaFin: fin }), null, ahora)
    },
  }
}

const firmarPor = (n: number, parte: (typeof PARTES)[number]): Paso => ({
  prever(m) {
    const f = tiene(m.contratos, n)
    if (enFirme(f) || (f.estado === 'Pendiente' && f.firmas.has(parte))) return 'FirmaDuplicada'
    if (f.estado !== 'Pendiente') return T
    const ultima = f.firmas.size === PARTES.length - 1
    if (ultima && choca(m, f, f.fin)) return S
    f.firmas.add(parte)
    if (ultima) f.estado = 'Firmado'
    return null
  },
  hacer(o, ahora) {
    const c = tiene(o.contratos, n)
    const rubrica = { idParte: parte, hash: c.hash, actor: 'ana', autorizadas: undefined, ahora }
    o.anotar(c, firmar(c, rubrica), ahora)
  },
})

const entregar = (n: number): Paso => ({
  prever(m) {
    const f = tiene(m.contratos, n)
    if (f.estado !== 'Firmado' || m.hoy > f.fin) return T
    f.estado = 'Procesado'
    return null
  },
  hacer(o, ahora) {
    const c = tiene(o.contratos, n)
    o.anotar(c, procesar(c, { actaEntrega: true, ahora }), ahora)
  },
})

const anular = (n: number): Paso => ({
  prever(m) {
    const f = tiene(m.contratos, n)
    if (f.estado !== 'Pendiente') return f.estado === 'Anulado' ? T : 'ContratoInmutable'
    f.estado = 'Anulado'
    soltar(f)
    return null
  },
  hacer(o, ahora) {
    const c = tiene(o.contratos, n)
    o.anotar(c, eliminar(c, { ahora }), ahora)
  },
})

/** `dias` cuenta desde la víspera del inicio: 0 es desistir. */
const terminarTras = (n: number, dias: number): Paso => ({
  prever(m) {
    const f = tiene(m.contratos, n)
    if (!enFirme(f)) return T
    const fecha = sumarDias(f.inicio, dias - 1)
    const desiste = dias === 0 && f.estado === 'Firmado' && m.hoy < f.inicio
    if (!desiste && (fecha < f.inicio || fecha >= f.fin)) return P
    Object.assign(f, { estado: 'Terminado', ultimo: fecha })
    if (desiste) soltar(f)
    return null
  },
  hacer(o, ahora) {
    const c = tiene(o.contratos, n)
    const fecha = sumarDias(c.terminos.fechaInicio, dias - 1)
    o.anotar(c, terminar(c, { fecha, motivo: 'acuerdo', ahora }), ahora)
  },
})

const prorrogarDias = (n: number, dias: number): Paso => ({
  prever(m) {
    const f = tiene(m.contratos, n)
    if (f.estado !== 'Procesado' || m.hoy > f.fin) return T
    if (dias <= 0) return P
    const fin = sumarDias(f.fin, dias)
    if (f.sucesor && f.sucesor.estado !== 'Pendiente' && f.sucesor.inicio > fin) return 'RenovacionYaExiste'
    if (choca(m, f, fin)) return S
    Object.assign(f, { fin, ultimo: fin })
    return null
  },
  hacer(o, ahora) {
    const c = tiene(o.contratos, n)
    const nuevaFin = sumarDias(c.terminos.fechaFin, dias)
    const eventos = prorrogar(c, { nuevaFin, ahora })
    comprobarSinSucesor(c, nuevaFin, o.sucesorDe(c))
    o.anotar(c, eventos, ahora)
  },
})

const renovarPor = (n: number, dias: number): Paso => ({
  prever(m) {
    const f = tiene(m.contratos, n)
    if (f.estado !== 'Procesado' && f.estado !== 'Vencido') return T
    if (f.sucesor) return 'RenovacionYaExiste'
    const inicio = sumarDias(f.fin, 1)
    f.sucesor = nacida(inicio, sumarDias(inicio, dias), f)
    m.contratos.push(f.sucesor)
    return null
  },
  hacer(o, ahora) {
    const c = tiene(o.contratos, n)
    const fechaFin = sumarDias(c.terminos.fechaFin, dias + 1)
    const nuevos = terminosDelSucesor(c, { datos: { fechaFin }, sucesor: o.sucesorDe(c), ahora })
    o.anotar(c, renovar(o.redactar(nuevos, c.id, ahora), ahora), ahora)
  },
})

const planificador: Paso = {
  prever(m) {
    for (const f of m.contratos) if (enFirme(f) && m.hoy > f.fin) f.estado = 'Vencido'
    return null
  },
  hacer(o, ahora) {
    for (const c of [...o.contratos]) o.anotar(c, vencer(c, { ahora }), ahora)
  },
}

const pasarDias = (dias: number): Paso => ({
  prever(m) {
    m.hoy = sumarDias(m.hoy, dias)
    return null
  },
  hacer() {},
})

const cual = fc.nat({ max: 11 })
const paso: fc.Arbitrary<Paso> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 200 }))
      .map(([d, n]) => redactar(d, n)),
  },
  { weight: 12, arbitrary: fc.tuple(cual, fc.constantFrom(...PARTES)).map(([n, p]) => firmarPor(n, p)) },
  { weight: 5, arbitrary: cual.map(entregar) },
  { weight: 1, arbitrary: cual.map(anular) },
  {
    weight: 2,
    arbitrary: fc.tuple(cual, fc.integer({ min: 0, max: 60 })).map(([n, d]) => terminarTras(n, d)),
  },
  { weight: 2, arbitrary: cual.map((n) => terminarTras(n, 0)) },
  {
    weight: 3,
    arbitrary: fc.tuple(cual, fc.integer({ min: -1, max: 90 })).map(([n, d]) => prorrogarDias(n, d)),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(cual, fc.integer({ min: 0, max: 200 })).map(([n, d]) => renovarPor(n, d)),
  },
  // El reloj también retrocede.
  { weight: 3, arbitrary: fc.integer({ min: -30, max: 60 }).map(pasarDias) },
  { weight: 2, arbitrary: fc.constant(planificador) },
)

const dar = ({ prever, hacer }: Paso, o: OficinaPura, m: Modelo): string | null => {
  const codigo = prever(m)
  const ahora = alMediodia(m.hoy)
  if (codigo === null) hacer(o, ahora)
  else assert.throws(() => hacer(o, ahora), { codigo })
  return codigo
}

const comparar = (o: OficinaPura, m: Modelo): void => {
  const indice = (f: Ficha | null) => (f === null ? null : idDe(m.contratos.indexOf(f)))
  assert.deepEqual(
    o.contratos.map((c) => [c.estado, c.terminos.fechaFin, finEfectiva(c), c.renuevaA, c.renovadoPor]),
    m.contratos.map((f) => [f.estado, f.fin, f.ultimo, indice(f.antecesor), indice(f.sucesor)]),
  )
  const ocupados = m.contratos.filter((f) => ocupa(f) && !vacia(rango(f)))
  assert.deepEqual(
    o.inmueble.ocupaciones
      .filter((r) => !vacia(r))
      .map((r) => [r.idContrato, r.desde, r.hasta])
      .sort(),
    ocupados.map((f) => [indice(f), f.inicio, f.ultimo]).sort(),
  )
  for (const a of ocupados)
    for (const b of ocupados) assert.ok(a === b || !solapan(rango(a), rango(b)), 'I5: nadie comparte un día')
  for (const c of o.contratos) {
    const vivos = o.contratos.filter((s) => s.renuevaA === c.id && vivo(s))
    assert.deepEqual(
      vivos.map((s) => s.id),
      c.renovadoPor ? [c.renovadoPor] : [],
      'I10',
    )
  }
}

test('firmas rivales y renovaciones sobre un inmueble se comportan como el modelo', () => {
  const vistos = new Set<string>()
  fc.assert(
    fc.property(fc.array(paso, { minLength: 40, maxLength: 40 }), (pasos) => {
      const o = new OficinaPura()
      const m: Modelo = { hoy: '2026-12-15' as FechaCivil, contratos: [] }
      for (const uno of [redactar(0, 90), ...pasos]) {
        vistos.add(dar(uno, o, m) ?? 'hecho')
        comparar(o, m)
      }
      for (const f of m.contratos) {
        vistos.add(f.estado)
        if (f.antecesor && f.antecesor.sucesor !== f) vistos.add('suelto')
      }
    }),
    { numRuns: 500 },
  )
  for (const algo of [
    'hecho',
    S,
    T,
    'RenovacionYaExiste',
    'FirmaDuplicada',
    'Vencido',
    'Terminado',
    'suelto',
  ])
    assert.ok(vistos.has(algo), `nunca se vio ${algo}`)
})
