import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ahora, dado, hechos } from '#pruebas/apoyo/contratos.ts'
import { enEstado, firmado, procesado } from '#pruebas/apoyo/contratos-ordenes.ts'
import { aplicar, ESTADOS } from './contrato.ts'
import { prorrogar, venceEn, vencer } from './vida.ts'

const aLas = (hora: string) => ({ ahora: Temporal.Instant.from(hora) })
const pasado = aLas('2028-01-01T00:00:00-05:00')

describe('T13 vencer', () => {
  test('el último día todavía no; el siguiente sí, en la zona del inmueble (caso límite 7)', () => {
    assert.deepEqual(vencer(procesado(), aLas('2027-12-31T23:59:59-05:00')), [])
    const [hecho] = vencer(procesado(), pasado)
    assert.deepEqual(hecho, {
      tipo: 'ContratoVencido',
      fecha: '2027-12-31',
      antes: 'Procesado',
      en: '2028-01-01T05:00:00.000Z',
    })
    assert.equal(venceEn(procesado()).toString(), '2028-01-01T05:00:00Z')
  })

  test('un Firmado vence sin procesar', () => {
    const c = aplicar(firmado(), vencer(firmado(), pasado))
    assert.ok(c.estado === 'Vencido')
    assert.equal(c.procesadoEn, null)
    const p = aplicar(procesado(), vencer(procesado(), pasado))
    assert.ok(p.estado === 'Vencido' && p.procesadoEn !== null)
  })

  test('matriz: en cualquier otro estado no pasa nada; ni dos veces, ni con el reloj hacia atrás', () => {
    for (const estado of ESTADOS.filter((e) => e !== 'Firmado' && e !== 'Procesado'))
      assert.deepEqual(vencer(enEstado(estado), pasado), [], estado)
    const c = aplicar(procesado(), vencer(procesado(), pasado))
    assert.deepEqual(vencer(c, pasado), [])
    assert.deepEqual(vencer(c, { ahora }), [])
  })

  test('prorrogado, la cita vieja sobra', () => {
    const c = dado(hechos.procesado())
    const d = aplicar(c, prorrogar(c, { nuevaFin: '2028-06-30', ahora }))
    assert.deepEqual(vencer(d, pasado), [])
    assert.equal(venceEn(d).toString(), '2028-07-01T05:00:00Z')
  })

  test('Santiago en cambio de hora: el día siguiente empieza cuando empieza allí', () => {
    const c = { ...procesado(), zona: 'America/Santiago' as never }
    const con = (fechaFin: string) =>
      venceEn({ ...c, terminos: { ...c.terminos, fechaFin: fechaFin as never } })
    assert.equal(con('2027-09-03').toString(), '2027-09-04T04:00:00Z')
    // El 5 de septiembre de 2027 no tiene medianoche en Santiago: empieza a la 1.
    assert.equal(con('2027-09-04').toString(), '2027-09-05T04:00:00Z')
  })
})
