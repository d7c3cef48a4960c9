import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ahora, dado, hechos, ids } from '#pruebas/apoyo/contratos.ts'
import { procesado } from '#pruebas/apoyo/contratos-ordenes.ts'
import type { ErrorDominio } from '#seedwork/dominio/errores.ts'
import { type FechaCivil, sumarDias } from '#seedwork/dominio/fecha.ts'
import { aplicar, type Contrato, canonEn, reglaEn } from './contrato.ts'
import { type CambiosOtrosi, registrarOtrosi } from './otrosi.ts'
import { partesDe } from './terminos.ts'
import { prorrogar, terminar } from './vida.ts'

const firmas = [ids.compania, ids.inquilino]
const otrosi = (c: Contrato, efectiva: string, cambios: CambiosOtrosi) =>
  aplicar(c, registrarOtrosi(c, { efectiva, cambios, firmas, ahora }))
const tramos = (c: Contrato) => c.tramos.map((t) => `${t.desde}…${t.hasta} ${t.canon.minimo} ${t.causa}`)
const falla = (c: Contrato, efectiva: string, cambios: CambiosOtrosi, codigo: string, puntero: string) =>
  assert.throws(
    () => registrarOtrosi(c, { efectiva, cambios, firmas, ahora }),
    (e: ErrorDominio) => e.codigo === codigo && e.faltas[0]?.puntero === puntero,
  )

describe('T8 registrar un otrosí', () => {
  test('de canon: parte el tramo ese día y no toca el canon inicial ni la huella', () => {
    const c = otrosi(procesado(), '2027-06-01', { monto: '15000000' })
    assert.deepEqual(tramos(c), [
      '2027-01-01…2027-05-31 14594606 inicial',
      '2027-06-01…2027-12-31 15000000 otrosí 1',
    ])
    assert.equal(c.terminos.canon.minimo, 14_594_606n)
    assert.equal(c.hash, procesado().hash)
    assert.equal(canonEn(c, '2027-05-31' as FechaCivil).minimo, 14_594_606n)
    assert.equal(canonEn(c, '2027-06-01' as FechaCivil).minimo, 15_000_000n)
  })

  test('se numeran; manda el más reciente en fecha efectiva, aunque se registre antes', () => {
    const uno = otrosi(procesado(), '2027-09-01', { monto: '3' })
    const dos = otrosi(uno, '2027-06-01', { monto: '2' })
    assert.deepEqual(
      dos.otrosies.map((o) => [o.numero, o.efectiva]),
      [
        [1, '2027-09-01'],
        [2, '2027-06-01'],
      ],
    )
    assert.deepEqual(tramos(dos).slice(1), [
      '2027-06-01…2027-08-31 2 otrosí 2',
      '2027-09-01…2027-12-31 3 otrosí 1',
    ])
    const tres = otrosi(dos, '2027-09-01', { monto: '4' })
    assert.equal(tramos(tres).at(-1), '2027-09-01…2027-12-31 4 otrosí 3')
    assert.equal(tramos(tres).length, 3)
  })

  test('el primer y el último día valen; fuera del plazo no', () => {
    assert.deepEqual(tramos(otrosi(procesado(), '2027-01-01', { monto: '1' })), [
      '2027-01-01…2027-12-31 1 otrosí 1',
    ])
    assert.equal(tramos(otrosi(procesado(), '2027-12-31', { monto: '1' })).length, 2)
    falla(procesado(), '2026-12-31', { monto: '1' }, 'PeriodoInvalido', '/efectiva')
    falla(procesado(), '2028-01-01', { monto: '1' }, 'PeriodoInvalido', '/efectiva')
  })

  test('de cláusulas: el canon no cambia (CT-0012, día de pago)', () => {
    const clausulas = [{ titulo: 'Día de pago', texto: 'El 10' }]
    const c = otrosi(procesado(), '2027-06-01', { clausulas })
    assert.deepEqual(c.terminos.clausulas, clausulas)
    assert.equal(c.tramos.length, 1)
    assert.deepEqual(c.otrosies[0]?.cambios, { clausulas: 'Día de pago' })
  })

  test('de regla: rige desde su fecha; antes, la que había', () => {
    const ipc = { tipo: 'ipc', puntosBasicos: 0 }
    const uno = otrosi(procesado(), '2027-09-01', { incremento: { tipo: 'fijo', puntosBasicos: 300 } })
    const c = otrosi(uno, '2027-06-01', { incremento: { tipo: 'ipc' } })
    const el = (dia: string) => reglaEn(c, dia as FechaCivil)
    assert.deepEqual(el('2027-05-31'), { tipo: 'ninguno', puntosBasicos: 0 })
    assert.deepEqual(el('2027-06-01'), ipc)
    assert.deepEqual(el('2027-09-01'), { tipo: 'fijo', puntosBasicos: 300 })
    assert.deepEqual(c.terminos.incremento, { tipo: 'fijo', puntosBasicos: 300 })
    assert.deepEqual(c.otrosies[0]?.cambios, { incremento: 'fijo 300' })
  })

  test('firman todas las partes y ninguna más', () => {
    const con = (quienes: readonly string[]) => () =>
      registrarOtrosi(procesado(), {
        efectiva: '2027-06-01',
        cambios: { monto: '1' },
        firmas: quienes,
        ahora,
      })
    assert.throws(con([ids.compania]), { codigo: 'FirmasIncompletas' })
    assert.throws(con([]), { codigo: 'FirmasIncompletas' })
    assert.throws(con([...firmas, ids.codeudor]), { codigo: 'FirmanteNoAutorizado' })
    const c = dado(hechos.procesado({ codeudores: [ids.codeudor] }))
    const pedido = { efectiva: '2027-06-01', cambios: { monto: '1' }, ahora }
    assert.throws(() => registrarOtrosi(c, { ...pedido, firmas }), { codigo: 'FirmasIncompletas' })
    assert.equal(registrarOtrosi(c, { ...pedido, firmas: partesDe(c.terminos) }).length, 1)
  })

  test('lo que no vale se señala dentro de `cambios`', () => {
    const c = procesado()
    falla(c, '2027-06-01', {}, 'PeticionInvalida', '/cambios')
    falla(c, '2027-06-01', { monto: '14594606' }, 'PeticionInvalida', '/cambios')
    falla(c, '2027-06-01', { monto: '1.5' }, 'PrecisionExcedida', '/cambios/monto')
    falla(
      c,
      '2027-06-01',
      { incremento: { tipo: 'fijo' } },
      'IncrementoInvalido',
      '/cambios/incremento/puntos_basicos',
    )
  })
})

const dia = fc.integer({ min: 0, max: 364 }).map((n) => sumarDias('2027-01-01' as FechaCivil, n))
const paso = fc.oneof(
  fc.record({ efectiva: dia, monto: fc.integer({ min: 1, max: 9 }).map(String) }).map(
    ({ efectiva, monto }) =>
      (c: Contrato) =>
        registrarOtrosi(c, { efectiva, cambios: { monto }, firmas, ahora }),
  ),
  dia.map((d) => (c: Contrato) => prorrogar(c, { nuevaFin: sumarDias(d, 365), ahora })),
  dia.map((fecha) => (c: Contrato) => terminar(c, { fecha, motivo: 'm', ahora })),
)

test('propiedad (I11): los tramos son contiguos, sin huecos ni solapes, y cubren del inicio al fin efectivo', () => {
  fc.assert(
    fc.property(fc.array(paso, { maxLength: 12 }), (pasos) => {
      let c = procesado()
      for (const dar of pasos) {
        try {
          c = aplicar(c, dar(c))
        } catch (error) {
          assert.ok((error as { codigo?: string }).codigo, String(error))
        }
        assert.equal(c.tramos[0]?.desde, c.terminos.fechaInicio)
        const fin = c.estado === 'Terminado' ? c.terminacion.fecha : c.terminos.fechaFin
        assert.equal(c.tramos.at(-1)?.hasta, fin)
        for (const [i, t] of c.tramos.entries()) {
          assert.ok(t.desde <= t.hasta)
          if (i > 0) assert.equal(t.desde, sumarDias(c.tramos[i - 1]!.hasta, 1))
        }
      }
    }),
  )
})
