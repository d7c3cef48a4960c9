import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ahora, dado, fichas, firmaDe, hechos, huella, ids } from '#pruebas/apoyo/contratos.ts'
import {
  corregir,
  en,
  enEstado,
  firmado,
  pendiente,
  procesado,
  rubrica,
} from '#pruebas/apoyo/contratos-ordenes.ts'
import { aplicar, type Contrato, canonEn, ESTADOS, firmasPendientes } from './contrato.ts'
import { actualizar, eliminar, procesar } from './decisiones.ts'
import type { EventoContrato } from './eventos.ts'
import { formaCanonica } from './terminos.ts'

describe('T6 eliminar', () => {
  test('anula un Pendiente, también con una firma, y guarda el motivo', () => {
    const c = aplicar(pendiente(), firmaDe(pendiente(), ids.inquilino))
    const eventos = eliminar(c, { motivo: 'cliente desistió', ahora })
    assert.deepEqual(eventos, [{ tipo: 'ContratoEliminado', motivo: 'cliente desistió', en }])
    const anulado = aplicar(c, eventos)
    assert.equal(anulado.estado, 'Anulado')
    assert.deepEqual(eliminar(c, { ahora })[0], { tipo: 'ContratoEliminado', motivo: null, en })
  })

  test('caso límite 10: eliminar dos veces ⇒ TransicionInvalida', () => {
    assert.throws(() => eliminar(enEstado('Anulado'), { ahora }), { codigo: 'TransicionInvalida' })
  })
})

describe('T7 procesar', () => {
  test('un Firmado con su acta pasa a Procesado, aunque no haya empezado', () => {
    const eventos = procesar(firmado(), { actaEntrega: true, ahora })
    assert.deepEqual(eventos, [{ tipo: 'ContratoProcesado', fecha: '2026-12-01', en }])
    assert.equal(aplicar(firmado(), eventos).estado, 'Procesado')
  })

  test('sin acta no', () => {
    assert.throws(() => procesar(firmado(), { actaEntrega: false, ahora }), {
      codigo: 'VerificacionIncompleta',
    })
  })

  test('el último día todavía; el siguiente ya no, según la zona del inmueble (caso límite 7)', () => {
    const c = firmado()
    const aLas = (hora: string) => ({ actaEntrega: true, ahora: Temporal.Instant.from(hora) })
    assert.equal(procesar(c, aLas('2027-12-31T23:59:59-05:00')).length, 1)
    assert.throws(() => procesar(c, aLas('2028-01-01T00:00:00-05:00')), { codigo: 'TransicionInvalida' })
  })

  test('caso límite 10: procesar Pendiente, o dos veces ⇒ TransicionInvalida', () => {
    assert.throws(() => procesar(pendiente(), { actaEntrega: true, ahora }), { codigo: 'TransicionInvalida' })
    assert.throws(() => procesar(procesado(), { actaEntrega: true, ahora }), { codigo: 'TransicionInvalida' })
  })
})

describe('I8: lo firmado no se cambia', () => {
  for (const estado of ['Firmado', 'Procesado', 'Terminado', 'Vencido'] as const)
    test(`caso límite 10: actualizar o eliminar un ${estado} ⇒ ContratoInmutable`, () => {
      const c = enEstado(estado)
      assert.throws(() => corregir(c, { monto: '1' }), { codigo: 'ContratoInmutable' })
      assert.throws(() => eliminar(c, { ahora }), { codigo: 'ContratoInmutable' })
      assert.throws(() => actualizar(c, { numero: 'x', terminos: c.terminos, fichas, huella, ahora }), {
        codigo: 'ContratoInmutable',
      })
    })

  test('actualizar un Anulado ⇒ TransicionInvalida', () => {
    assert.throws(() => corregir(enEstado('Anulado'), { monto: '1' }), { codigo: 'TransicionInvalida' })
  })
})

test('todo estado del catálogo se alcanza o se arma, y su canon se lee en cualquier fecha', () => {
  for (const estado of ESTADOS) {
    const c = enEstado(estado)
    assert.equal(c.estado, estado)
    for (const fecha of ['2020-01-01', '2027-06-01', '2040-01-01'])
      assert.equal(canonEn(c, fecha as never).minimo, 14_594_606n)
  }
})

test('un hecho imposible es un defecto, no una regla rota', () => {
  const firma = hechos.firmado().at(-1)!
  assert.throws(() => aplicar(null, [firma]), /sin un contrato creado/)
  assert.throws(() => aplicar(firmado(), [firma]), /no puede pasar en un contrato Firmado/)
  assert.throws(() => aplicar(pendiente(), [hechos.procesado().at(-1)!]), /ContratoProcesado no puede pasar/)
  assert.throws(() => aplicar(null, []), /ningún hecho/)
})

type Paso = (c: Contrato) => readonly EventoContrato[]
const pasos: fc.Arbitrary<Paso> = fc.oneof(
  fc.constantFrom<Paso>(
    (c) => rubrica(c, ids.compania),
    (c) => rubrica(c, ids.inquilino),
    (c) => rubrica(c, ids.codeudor),
    (c) => procesar(c, { actaEntrega: true, ahora }),
    (c) => eliminar(c, { ahora }),
  ),
  fc.integer({ min: 1, max: 3 }).map<Paso>((n) => (c) => corregir(c, { monto: String(n) })),
  fc.subarray([ids.codeudor]).map<Paso>((codeudores) => (c) => corregir(c, { codeudores })),
)

const comprobarInvariantes = (c: Contrato) => {
  const { fechaInicio, fechaFin } = c.terminos
  assert.ok(fechaInicio <= fechaFin, 'I1')
  assert.equal(c.hash, huella(formaCanonica(c.terminos)))
  assert.equal(new Set(c.firmas.map((f) => f.idParte)).size, c.firmas.length, 'I7')
  const completo = firmasPendientes(c).length === 0
  assert.equal(
    completo,
    c.estado === 'Firmado' || c.estado === 'Procesado',
    'I7: firmado es todas las firmas',
  )
  assert.equal(c.tramos[0]?.desde, fechaInicio, 'I11')
  assert.equal(c.tramos.at(-1)?.hasta, fechaFin, 'I11')
}

test('propiedad: cualquier serie de órdenes deja un contrato que cumple los invariantes', () => {
  fc.assert(
    fc.property(fc.array(pasos, { maxLength: 25 }), (serie) => {
      let c = pendiente()
      const historia = [...hechos.pendiente()]
      for (const paso of serie) {
        const antes = c
        try {
          const eventos = paso(c)
          c = aplicar(c, eventos)
          historia.push(...eventos)
        } catch (error) {
          assert.ok((error as { codigo?: string }).codigo, String(error))
          assert.equal(c, antes)
        }
        comprobarInvariantes(c)
      }
      assert.deepEqual(dado(historia), c, 'la historia entera lleva al mismo estado')
    }),
  )
})
