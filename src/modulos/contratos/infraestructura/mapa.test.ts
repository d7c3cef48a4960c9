import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dado, hechos, ids } from '#pruebas/apoyo/contratos.ts'
import { dinero } from '#seedwork/dominio/dinero.ts'
import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import type { Contrato } from '../dominio/contrato.ts'
import { MAPA_CONTRATO } from './mapa.ts'

/** Lo que la base devuelve de una fila: JSON ida y vuelta, instantes y enteros de 64 bits. */
const porLaBase = (c: Contrato): Record<string, unknown> => {
  const fila = MAPA_CONTRATO.aFila(c)
  const leida = Object.entries(MAPA_CONTRATO.columnas).map(([columna, tipo]) => {
    const valor = fila[columna]
    if (valor === null || valor === undefined) return [columna, null]
    if (tipo === 'jsonb') return [columna, JSON.parse(JSON.stringify(valor))]
    if (tipo === 'timestamptz') return [columna, Temporal.Instant.from(String(valor))]
    return [columna, valor]
  })
  return { id: c.id, version: 1n, ...Object.fromEntries(leida) }
}

const base = dado(hechos.procesado({ codeudores: [ids.codeudor], monto: '10.25', moneda: 'USD' }))
const procesado = base as Extract<Contrato, { estado: 'Procesado' }>
const terminacion = {
  fecha: '2027-06-30' as FechaCivil,
  motivo: 'acuerdo',
  penalidad: dinero('30.75', 'USD'),
  en: procesado.creadoEn,
}

const todos: Contrato[] = [
  dado(hechos.pendiente({ clausulas: [{ titulo: 'Uso', texto: 'Café «Páramo»\n{"a":1}' }] })),
  dado(hechos.firmado()),
  procesado,
  { ...procesado, estado: 'Terminado', terminacion },
  { ...procesado, estado: 'Terminado', procesadoEn: null, terminacion: { ...terminacion, penalidad: null } },
  { ...procesado, estado: 'Vencido' },
  { ...dado(hechos.pendiente()), estado: 'Anulado', motivo: 'desistió' } as Contrato,
]

test('todo estado va a su fila y vuelve igual', () => {
  for (const c of todos) assert.deepEqual(MAPA_CONTRATO.deFila(porLaBase(c)), c, c.estado)
})

test('cada columna del mapa sale en la fila y ninguna sobra', () => {
  for (const c of todos)
    assert.deepEqual(Object.keys(MAPA_CONTRATO.aFila(c)).sort(), Object.keys(MAPA_CONTRATO.columnas).sort())
})

test('una fila sin lo que su estado exige se denuncia', () => {
  const rota = { ...porLaBase(procesado), firmado_en: null }
  assert.throws(() => MAPA_CONTRATO.deFila(rota), /Procesado sin firmado_en/)
})
