import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ahora, dado, hechos } from '#pruebas/apoyo/contratos.ts'
import { en, firmado, procesado } from '#pruebas/apoyo/contratos-ordenes.ts'
import type { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { aplicar, type Contrato } from './contrato.ts'
import { terminar } from './vida.ts'
import { vigencia } from './vigencia.ts'

const motivo = 'acuerdo'
const dia = (fecha: string, hora = ahora) => ({ fecha, motivo, ahora: hora })
const cortado = (c: Contrato, fecha: string) => aplicar(c, terminar(c, dia(fecha)))

describe('T12 terminar', () => {
  test('a futuro: queda Terminado, obliga hasta esa fecha y los tramos se cortan ahí', () => {
    const penalidad = { monto: '43783818', moneda: 'COP' }
    const eventos = terminar(procesado(), { ...dia('2027-06-30'), penalidad })
    const dinero = { minimo: 43_783_818n, moneda: 'COP', escala: 0 }
    assert.deepEqual(eventos, [
      { tipo: 'ContratoTerminado', fecha: '2027-06-30', motivo, penalidad: dinero, antes: 'Procesado', en },
    ])
    const c = aplicar(procesado(), eventos)
    assert.equal(c.estado, 'Terminado')
    assert.deepEqual(
      c.tramos.map(({ desde, hasta }) => [desde, hasta]),
      [['2027-01-01', '2027-06-30']],
    )
    assert.equal(vigencia(c, '2026-12-01' as never), 'Futura')
    assert.equal(vigencia(c, '2027-06-30' as never), 'PorVencer')
    assert.equal(vigencia(c, '2027-07-01' as never), 'Finalizada')
  })

  test('retroactiva: se puede decir después de que pasó', () => {
    const tarde = Temporal.Instant.from('2027-11-01T12:00:00-05:00')
    assert.equal(terminar(procesado(), dia('2027-03-31', tarde)).length, 1)
  })

  test('caso límite 11: en inicio−1, inicio, fin y fin+1', () => {
    const fuera = (c: Contrato, fecha: string) =>
      assert.throws(
        () => terminar(c, dia(fecha)),
        (e: ErrorDominio) => e.codigo === 'PeriodoInvalido' && e.faltas[0]?.puntero === '/fecha',
      )
    fuera(procesado(), '2026-12-31')
    assert.equal(cortado(procesado(), '2027-01-01').estado, 'Terminado')
    assert.equal(cortado(procesado(), '2027-12-30').estado, 'Terminado')
    fuera(procesado(), '2027-12-31')
    fuera(procesado(), '2028-01-01')
  })

  test('desistir: un Firmado sin empezar, con la víspera de su inicio; no le queda ningún día', () => {
    const c = cortado(firmado(), '2026-12-31')
    assert.equal(c.estado, 'Terminado')
    assert.deepEqual(c.tramos, [])
    assert.equal(vigencia(c, '2026-12-01' as never), 'Finalizada')
    assert.throws(() => terminar(firmado(), dia('2026-12-30')), { codigo: 'PeriodoInvalido' })
    const empezado = Temporal.Instant.from('2027-01-01T00:00:00-05:00')
    assert.throws(() => terminar(firmado(), dia('2026-12-31', empezado)), { codigo: 'PeriodoInvalido' })
  })

  test('un contrato de un día sólo se puede desistir', () => {
    const c = dado(hechos.firmado({ fechaFin: '2027-01-01' }))
    assert.throws(() => terminar(c, dia('2027-01-01')), { codigo: 'PeriodoInvalido' })
    assert.equal(cortado(c, '2026-12-31').estado, 'Terminado')
  })

  test('la penalidad es dinero de verdad y el motivo no puede faltar', () => {
    const con = (monto: string, moneda: string) => () =>
      terminar(procesado(), { ...dia('2027-06-30'), penalidad: { monto, moneda } })
    assert.throws(con('1.5', 'COP'), { codigo: 'PrecisionExcedida' })
    assert.throws(con('0', 'COP'), { codigo: 'MontoInvalido' })
    assert.throws(con('1', 'XXX'), { codigo: 'MonedaNoSoportada' })
    assert.throws(() => terminar(procesado(), { ...dia('2027-06-30'), motivo: '  ' }), {
      codigo: 'PeticionInvalida',
    })
    assert.throws(() => terminar(procesado(), dia('2027-02-30')), { codigo: 'FechaInvalida' })
  })
})
