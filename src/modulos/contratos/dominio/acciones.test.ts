import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dado, hechos } from '#pruebas/apoyo/contratos.ts'
import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import { accionesDe, impedimento } from './acciones.ts'

const hoy = '2026-12-01' as FechaCivil
const permitidas = (c: Parameters<typeof accionesDe>[0], dia = hoy) =>
  accionesDe(c, dia).flatMap((a) => (a.permitida ? [a.accion] : []))

test('la tabla dice qué se puede en cada estado', () => {
  assert.deepEqual(permitidas(dado(hechos.pendiente())), ['actualizar', 'firmar', 'eliminar'])
  assert.deepEqual(permitidas(dado(hechos.firmado())), ['procesar', 'registrar-otrosi', 'terminar'])
  assert.deepEqual(permitidas(dado(hechos.procesado())), [
    'registrar-otrosi',
    'prorrogar',
    'renovar',
    'terminar',
  ])
})

test('lo que no se puede lleva su motivo, el mismo con que fallaría', () => {
  const c = dado(hechos.pendiente())
  assert.deepEqual(
    accionesDe(c, hoy).find((a) => a.accion === 'procesar'),
    {
      accion: 'procesar',
      permitida: false,
      motivo: 'Faltan firmas',
    },
  )
  assert.equal(impedimento('procesar', c, hoy)?.message, 'Faltan firmas')
})

test('un firmado cuyo plazo pasó ya no se procesa', () => {
  const c = dado(hechos.firmado())
  assert.deepEqual(permitidas(c, '2027-12-31' as FechaCivil), ['procesar', 'registrar-otrosi', 'terminar'])
  assert.deepEqual(permitidas(c, '2028-01-01' as FechaCivil), ['registrar-otrosi', 'terminar'])
})
