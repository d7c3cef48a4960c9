import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ahora, dado, hechos } from '#pruebas/apoyo/contratos.ts'
import { en, procesado } from '#pruebas/apoyo/contratos-ordenes.ts'
import type { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { aplicar, type Contrato } from './contrato.ts'
import { prorrogar, terminar } from './vida.ts'

const fuera = (c: Contrato, nuevaFin: string) =>
  assert.throws(
    () => prorrogar(c, { nuevaFin, ahora }),
    (e: ErrorDominio) => e.codigo === 'PeriodoInvalido' && e.faltas[0]?.puntero === '/nueva_fin',
  )

describe('T9 prorrogar', () => {
  test('alarga el plazo y el último tramo; la huella sigue siendo la que se firmó', () => {
    const antes = procesado()
    const eventos = prorrogar(antes, { nuevaFin: '2028-12-31', ahora })
    assert.deepEqual(eventos, [
      { tipo: 'ContratoProrrogado', finAntes: '2027-12-31', finNueva: '2028-12-31', en },
    ])
    const c = aplicar(antes, eventos)
    assert.equal(c.terminos.fechaFin, '2028-12-31')
    assert.deepEqual(
      c.tramos.map(({ desde, hasta }) => [desde, hasta]),
      [['2027-01-01', '2028-12-31']],
    )
    assert.equal(c.hash, antes.hash)
    assert.equal(aplicar(c, terminar(c, { fecha: '2028-06-30', motivo: 'm', ahora })).estado, 'Terminado')
  })

  test('el fin nuevo es posterior al de ahora, y el plazo entero no pasa de 50 años', () => {
    fuera(procesado(), '2027-12-31')
    fuera(procesado(), '2027-06-30')
    assert.equal(prorrogar(procesado(), { nuevaFin: '2076-12-31', ahora }).length, 1)
    fuera(procesado(), '2077-01-01')
    assert.throws(() => prorrogar(procesado(), { nuevaFin: '2028-02-30', ahora }), {
      codigo: 'FechaInvalida',
    })
  })

  test('caso límite 11: el último día todavía; el siguiente ya no, en la zona del inmueble', () => {
    const c = dado(hechos.procesado())
    const aLas = (hora: string) => ({ nuevaFin: '2028-12-31', ahora: Temporal.Instant.from(hora) })
    assert.equal(prorrogar(c, aLas('2027-12-31T23:59:59-05:00')).length, 1)
    assert.throws(() => prorrogar(c, aLas('2028-01-01T00:00:00-05:00')), { codigo: 'TransicionInvalida' })
  })
})
