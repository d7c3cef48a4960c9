import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONTRATO } from '#pruebas/apoyo/cartas.ts'
import type { FichaContrato, Vida } from './fichas.ts'
import { encargoDeHito, type Hito, hitosDe } from './hitos.ts'

const BOGOTA = 'America/Bogota'

const con = (vida: Partial<Vida>, fechas: Partial<FichaContrato['terminos']> = {}): FichaContrato => ({
  ...{ ...CONTRATO, terminos: { ...CONTRATO.terminos, ...fechas }, vida: { ...CONTRATO.vida, ...vida } },
})
const sucesor = (firmado: boolean) => ({ id: 's', numero: 'CT-0022', firmado })
const citados = (c: FichaContrato, zona = BOGOTA) =>
  hitosDe(c, zona).map(({ cuando, hito }) => {
    const dias = hito.tipo === 'PorVencer' ? ` ${hito.dias}` : ''
    return `${hito.tipo} ${hito.dia}${dias} @ ${cuando.toString()}`
  })
const vence = (dias: number): Hito => ({
  tipo: 'PorVencer',
  idContrato: CONTRATO.id,
  dia: '2030-01-31',
  dias,
})
const cumple = (dia: string): Hito => ({ tipo: 'IncrementoProximo', idContrato: CONTRATO.id, dia })
const a = (instante: string, zona = BOGOTA) => ({ ahora: Temporal.Instant.from(instante), zona })

test('un contrato en ejecución avisa cinco veces que vence y anuncia cada aniversario, a las 08:00 de allá', () => {
  assert.deepEqual(citados(CONTRATO), [
    'PorVencer 2030-01-31 180 @ 2029-08-04T13:00:00Z',
    'PorVencer 2030-01-31 90 @ 2029-11-02T13:00:00Z',
    'PorVencer 2030-01-31 60 @ 2029-12-02T13:00:00Z',
    'PorVencer 2030-01-31 30 @ 2030-01-01T13:00:00Z',
    'PorVencer 2030-01-31 7 @ 2030-01-24T13:00:00Z',
    'IncrementoProximo 2028-02-01 @ 2028-01-02T13:00:00Z',
    'IncrementoProximo 2029-02-01 @ 2029-01-02T13:00:00Z',
  ])
})

test('la clave dice de qué contrato, qué día y cuántos días antes', () => {
  const claves = hitosDe(CONTRATO, BOGOTA).map((h) => h.clave)
  assert.equal(claves[0], `PorVencer:${CONTRATO.id}:2030-01-31:180`)
  assert.equal(claves[5], `IncrementoProximo:${CONTRATO.id}:2028-02-01`)
  assert.equal(new Set(claves).size, claves.length)
})

test('con horario de verano, las 08:00 de cada día son las suyas', () => {
  const chile = con({ reglas: [] }, { fechaFin: '2028-02-29' })
  assert.deepEqual(
    citados(con({ reglas: [{ desde: '2027-02-01', valor: 'ninguno' }] }), 'America/Santiago'),
    [
      'PorVencer 2030-01-31 180 @ 2029-08-04T12:00:00Z',
      'PorVencer 2030-01-31 90 @ 2029-11-02T11:00:00Z',
      'PorVencer 2030-01-31 60 @ 2029-12-02T11:00:00Z',
      'PorVencer 2030-01-31 30 @ 2030-01-01T11:00:00Z',
      'PorVencer 2030-01-31 7 @ 2030-01-24T11:00:00Z',
    ],
  )
  assert.equal(hitosDe(chile, 'America/Santiago').length, 6)
})

test('sólo lo que está en vida tiene algo por delante', () => {
  for (const estado of ['Pendiente', 'Terminado', 'Vencido', 'Anulado'] as const)
    assert.deepEqual(citados(con({ estado })), [], estado)
  // Firmado vence, pero su canon aún no corre: no anuncia incrementos.
  assert.equal(citados(con({ estado: 'Firmado' })).length, 5)
})

test('quien tiene un sucesor firmado no avisa que vence; con uno por firmar, sí', () => {
  assert.deepEqual(
    hitosDe(con({ sucesor: sucesor(true) }), BOGOTA).map((h) => h.hito.tipo),
    ['IncrementoProximo', 'IncrementoProximo'],
  )
  assert.equal(citados(con({ sucesor: sucesor(false) })).length, 7)
})

test('no se anuncia un incremento que no se pactó, ni el de un día cuyo canon ya se fijó', () => {
  const aniversarios = (c: FichaContrato) =>
    hitosDe(c, BOGOTA).flatMap(({ hito }) => (hito.tipo === 'IncrementoProximo' ? [hito.dia] : []))
  const { canones } = CONTRATO.vida
  assert.deepEqual(aniversarios(con({ canones: [...canones, { desde: '2028-02-01', valor: '3500' }] })), [
    '2029-02-01',
  ])
  assert.deepEqual(
    aniversarios(
      con({
        reglas: [
          { desde: '2027-02-01', valor: 'ipc' },
          { desde: '2028-06-01', valor: 'ninguno' },
        ],
      }),
    ),
    ['2028-02-01'],
  )
  // El del día siguiente al fin no llega a aplicarse; el del propio fin, sí.
  assert.deepEqual(aniversarios(con({}, { fechaFin: '2028-02-01' })), ['2028-02-01'])
  assert.deepEqual(aniversarios(con({}, { fechaFin: '2027-12-31' })), [])
  assert.deepEqual(aniversarios(con({}, { fechaInicio: '2027-02-01', fechaFin: '2026-01-01' })), [])
})

test('al llegar su hora dice cuántos días faltan, con el sucesor si lo hay', () => {
  assert.deepEqual(encargoDeHito(vence(90), CONTRATO, a('2029-11-02T13:00:00Z')), {
    aviso: { tipo: 'PorVencer', alDia: '2029-11-02', dias: 90, sucesor: null },
    ...{ hito: 'dias:90', para: ['gestor', 'compania', 'inquilino'] },
  })
  const enCurso = con({ sucesor: sucesor(false) })
  assert.equal(encargoDeHito(vence(90), enCurso, a('2029-11-02T13:00:00Z'))?.aviso.sucesor, 'CT-0022')
})

test('el inquilino sólo lo sabe a 90 y a 30 días', () => {
  const para = (dias: number, instante: string) => encargoDeHito(vence(dias), CONTRATO, a(instante))?.para
  assert.deepEqual(para(180, '2029-08-04T13:00:00Z'), ['gestor', 'compania'])
  assert.deepEqual(para(60, '2029-12-02T13:00:00Z'), ['gestor', 'compania'])
  assert.deepEqual(para(30, '2030-01-01T13:00:00Z'), ['gestor', 'compania', 'inquilino'])
  assert.deepEqual(para(7, '2030-01-24T13:00:00Z'), ['gestor', 'compania'])
})

test('tras una parada sale sólo el último: a uno lo supera otro desde que llega la hora de ése', () => {
  assert.equal(encargoDeHito(vence(180), CONTRATO, a('2029-11-02T12:59:59.999Z'))?.hito, 'dias:180')
  assert.equal(encargoDeHito(vence(180), CONTRATO, a('2029-11-02T13:00:00Z')), null)
  assert.equal(encargoDeHito(vence(30), CONTRATO, a('2030-01-26T13:00:00Z')), null)
  const tarde = encargoDeHito(vence(7), CONTRATO, a('2030-01-26T13:00:00Z'))
  assert.deepEqual([tarde?.aviso.dias, tarde?.aviso.alDia], [5, '2030-01-26'])
})

test('el día del fin aún se dice, con el día del inmueble; el siguiente ya no', () => {
  assert.equal(encargoDeHito(vence(7), CONTRATO, a('2030-02-01T04:59:59Z'))?.aviso.dias, 0)
  assert.equal(encargoDeHito(vence(7), CONTRATO, a('2030-02-01T05:00:00Z')), null)
})

test('lo que ya no viene al caso no se dice: cambió el fin, terminó, o lo sucede otro ya firmado', () => {
  const cuando = a('2029-11-02T13:00:00Z')
  assert.equal(encargoDeHito(vence(90), con({}, { fechaFin: '2031-01-31' }), cuando), null)
  assert.equal(encargoDeHito(vence(90), con({ estado: 'Terminado' }), cuando), null)
  assert.equal(encargoDeHito(vence(90), con({ sucesor: sucesor(true) }), cuando), null)
})

test('un incremento próximo se anuncia con la regla que regirá, hasta la víspera', () => {
  const otra = con({ reglas: [...CONTRATO.vida.reglas, { desde: '2028-02-01', valor: 'fijo 300' }] })
  assert.deepEqual(encargoDeHito(cumple('2028-02-01'), otra, a('2028-01-02T13:00:00Z')), {
    aviso: {
      ...{ tipo: 'IncrementoProximo', alDia: '2028-01-02', rige: '2028-02-01', regla: 'fijo 300' },
      cambios: [{ campo: 'canon', antes: '3350.50 USD', despues: '3451.02 USD' }],
    },
    ...{ hito: 'aniversario:2028-02-01', para: ['inquilino', 'compania', 'cartera'] },
  })
  const hasta = (instante: string) => encargoDeHito(cumple('2028-02-01'), CONTRATO, a(instante))
  assert.equal(hasta('2028-02-01T04:59:59Z')?.aviso.alDia, '2028-01-31')
  assert.equal(hasta('2028-02-01T05:00:00Z'), null)
})

test('de un incremento próximo se dice el canon nuevo si ya se sabe: el fijo sí, el de un índice no', () => {
  const cambios = (c: FichaContrato, dia = '2028-02-01') =>
    encargoDeHito(cumple(dia), c, a('2028-01-02T13:00:00Z'))?.aviso.cambios
  const fijo = { reglas: [{ desde: '2027-02-01', valor: 'fijo 450' }] }
  assert.deepEqual(cambios(CONTRATO), [])
  const desde = CONTRATO.terminos.fechaInicio
  assert.deepEqual(cambios(con({ ...fijo, canones: [{ desde, valor: '9.00' }] })), [
    { campo: 'canon', antes: '9.00 USD', despues: '9.41 USD' },
  ])
  // Se parte del que regirá la víspera, aunque hoy rija otro.
  const pactado = {
    canones: [
      { desde, valor: '9.00' },
      { desde: '2028-01-15', valor: '100.00' },
    ],
  }
  assert.deepEqual(cambios(con({ ...fijo, ...pactado })), [
    { campo: 'canon', antes: '100.00 USD', despues: '104.50 USD' },
  ])
  // Uno que ya no cabe no se aplicará: no se anuncia ninguno, y el aviso sale.
  assert.deepEqual(cambios(con({ ...fijo, canones: [{ desde, valor: '9999999999999999.99' }] })), [])
})
