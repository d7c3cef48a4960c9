import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ahora, dado, fichas, hechos, ids, inmueble } from '#pruebas/apoyo/contratos.ts'
import { corregir, enEstado, firmado, pendiente, procesado } from '#pruebas/apoyo/contratos-ordenes.ts'
import { rechazo } from '#pruebas/apoyo/rechazo.ts'
import type { FechaCivil } from '#seedwork/dominio/fecha.ts'
import { aniversarioTras, creceEn } from './aniversarios.ts'
import { aplicar, type Contrato, evolucionar, reglaEn } from './contrato.ts'
import { advertencias } from './decisiones.ts'
import { bajo } from './errores.ts'
import { aniosDeIndice } from './incremento.ts'
import { ipc } from './indice.ts'
import { registrarOtrosi } from './otrosi.ts'
import { deshacerRenovacion } from './renovacion.ts'
import { terminar } from './vida.ts'

const PETICION = 'PeticionInvalida: lo que se pide no tiene la forma acordada'
const dia = (texto: string) => texto as FechaCivil

test('el IPC de un año es un entero dentro de lo que cabe pensar', () => {
  const de = (anio: number, puntosBasicos: number) => ipc({ anio, puntosBasicos, ahora })
  assert.deepEqual(de(2025, 520), {
    id: '01900000-0000-7000-8000-000000002025',
    serie: 'ipc',
    anio: 2025,
    puntosBasicos: 520,
    actualizadoEn: '2026-12-01T17:00:00.000Z',
  })
  for (const [anio, puntos] of [
    [1900, -10_000],
    [2899, 100_000],
  ] as const)
    assert.deepEqual([de(anio, puntos).anio, de(anio, puntos).puntosBasicos], [anio, puntos])
  for (const anio of [1899, 2900, 2025.5, Number.NaN])
    assert.equal(
      rechazo(() => de(anio, 0)),
      `${PETICION} | /anio se espera un entero de 1900 a 2899`,
    )
  for (const puntos of [-10_001, 100_001, 0.5])
    assert.equal(
      rechazo(() => de(2025, puntos)),
      `${PETICION} | /puntos_basicos se espera un entero de -10000 a 100000`,
    )
})

test('un sucesor anulado o desistido suelta a su antecesor; otro cualquiera, no', () => {
  const antecesor = { ...procesado(), renovadoPor: ids.otro }
  const sucesor = (c: Contrato) => ({ ...c, id: ids.otro, numero: 'CT-2' })
  const soltado = (motivo: string) => [
    {
      ...{ tipo: 'RenovacionDeshecha', idSucesor: ids.otro, numeroSucesor: 'CT-2', motivo },
      en: '2026-12-01T17:00:00.000Z',
    },
  ]
  assert.deepEqual(deshacerRenovacion(antecesor, sucesor(enEstado('Anulado')), ahora), soltado('anulado'))
  const desistido = aplicar(firmado(), terminar(firmado(), { fecha: '2026-12-31', motivo: 'm', ahora }))
  const hecho = deshacerRenovacion(antecesor, sucesor(desistido), ahora)
  assert.deepEqual(hecho, soltado('desistido'))
  assert.equal(aplicar(antecesor, hecho).renovadoPor, null)
  assert.deepEqual(deshacerRenovacion(antecesor, sucesor(pendiente()), ahora), [])
  assert.deepEqual(deshacerRenovacion(antecesor, enEstado('Anulado'), ahora), [])
})

test('lo que no puede pasar es un defecto, y dice qué', () => {
  const [creado, editado] = [hechos.pendiente()[0]!, corregir(pendiente(), { monto: '2' })[0]!]
  assert.throws(() => evolucionar(null, editado), { message: 'ContratoActualizado sin un contrato creado' })
  assert.throws(() => evolucionar(pendiente(), creado), {
    message: 'ContratoCreado no puede pasar en un contrato Pendiente',
  })
  for (const estado of ['Firmado', 'Vencido'] as const)
    assert.throws(() => evolucionar(enEstado(estado), editado), {
      message: `ContratoActualizado no puede pasar en un contrato ${estado}`,
    })
  assert.throws(() => aplicar(null, []), { message: 'ningún hecho creó el contrato' })
  const defecto = new TypeError('nuestro')
  assert.throws(
    () =>
      bajo('/x', () => {
        throw defecto
      }),
    defecto,
  )
})

test('un solape de un solo día con algo firmado se avisa; el propio contrato o uno soltado, no', () => {
  const c = pendiente()
  const avisos = (idContrato: string, desde: string, hasta: string) => {
    const ocupaciones = [{ idContrato, desde: desde as never, hasta: hasta as never }]
    return advertencias(c, { ...fichas, inmuebles: new Map([inmueble(ids.propiedad, ocupaciones)]) })
  }
  for (const [desde, hasta] of [
    ['2027-12-31', '2028-06-01'],
    ['2026-01-01', '2027-01-01'],
    ['2027-05-05', '2027-05-05'],
  ] as const)
    assert.deepEqual(avisos(ids.otro, desde, hasta), ['SolapeConFirmado'], `${desde}…${hasta}`)
  assert.deepEqual(avisos(ids.otro, '2028-01-01', '2028-06-01'), [])
  assert.deepEqual(avisos(ids.otro, '2026-01-01', '2026-12-31'), [])
  assert.deepEqual(avisos(ids.otro, '2027-06-02', '2027-06-01'), [])
  assert.deepEqual(avisos(c.id, '2027-12-31', '2028-06-01'), [])
})

const firmas = [ids.compania, ids.inquilino]
const otrosi = (c: Contrato, efectiva: string, cambios: object) =>
  aplicar(c, registrarOtrosi(c, { efectiva, cambios, firmas, ahora }))

test('el aniversario siguiente es el primero posterior, y sólo si el canon puede crecer', () => {
  const fijo = { tipo: 'fijo', puntosBasicos: 100 }
  const plazo = { fechaInicio: '2027-01-05', fechaFin: '2030-01-05' }
  const c = dado(hechos.procesado({ ...plazo, incremento: fijo }))
  const tras = (texto: string) => aniversarioTras(c, dia(texto))
  assert.equal(tras('2027-01-05'), '2028-01-05')
  assert.equal(tras('2028-01-04'), '2028-01-05')
  assert.equal(tras('2028-01-05'), '2029-01-05')
  assert.equal(tras('2029-01-05'), '2030-01-05', 'el último día del plazo también')
  assert.equal(tras('2030-01-05'), null)
  const quieto = dado(hechos.procesado(plazo))
  assert.equal(aniversarioTras(quieto, dia('2027-01-05')), null)
  assert.deepEqual([creceEn(c), creceEn(quieto)], [true, false])
  // Un otrosí que sólo cambia el canon no le pone regla; uno que la pone y otro que la quita, sí cuentan.
  assert.equal(creceEn(otrosi(quieto, '2027-06-01', { monto: '5' })), false)
  const puesta = otrosi(quieto, '2027-06-01', { incremento: fijo })
  assert.equal(creceEn(otrosi(puesta, '2027-07-01', { incremento: { tipo: 'ninguno' } })), true)
  assert.equal(creceEn(otrosi(puesta, '2027-07-01', { monto: '5' })), true)
})

test('sólo se buscan los índices de los aniversarios que los usan', () => {
  const plazo = { fechaInicio: '2023-01-05', fechaFin: '2028-01-04' }
  const c = dado(hechos.procesado({ ...plazo, incremento: { tipo: 'ipc' } }))
  assert.deepEqual(aniosDeIndice(c, ahora), [2023, 2024, 2025])
  const fijo = { tipo: 'fijo', puntosBasicos: 100 }
  assert.deepEqual(aniosDeIndice(otrosi(c, '2025-01-01', { incremento: fijo }), ahora), [2023])
})

test('de dos otrosíes del mismo día manda el último, y el resumen dice sólo lo que cambió', () => {
  const fijo = (puntosBasicos: number) => ({ incremento: { tipo: 'fijo', puntosBasicos } })
  const uno = otrosi(procesado(), '2027-06-01', fijo(100))
  const dos = otrosi(uno, '2027-06-01', fijo(200))
  assert.deepEqual(reglaEn(dos, dia('2027-06-01')), { tipo: 'fijo', puntosBasicos: 200 })
  const clausulas = [
    { titulo: 'Uso', texto: 'a' },
    { titulo: 'Pago', texto: 'b' },
  ]
  const tres = otrosi(dos, '2027-07-01', { monto: '7', incremento: { tipo: 'ipc' }, clausulas })
  assert.deepEqual(
    tres.otrosies.map((o) => o.cambios),
    [
      { incremento: 'fijo 100' },
      { incremento: 'fijo 200' },
      { monto: '7', incremento: 'ipc', clausulas: 'Uso; Pago' },
    ],
  )
})

test('lo que esperaba un índice deja de esperarlo si se fija su canon o cambia su regla, y sólo entonces', () => {
  const plazo = { fechaInicio: '2025-01-05', fechaFin: '2029-01-04', incremento: { tipo: 'ipc' } }
  const c = dado(hechos.procesado(plazo))
  const en = '2026-12-01T17:00:00.000Z' as never
  const regla = { tipo: 'ipc', puntosBasicos: 0 } as const
  const espera = aplicar(c, [
    { tipo: 'IncrementoPendienteDeIndice', aniversario: dia('2026-01-05'), regla, anio: 2025, en },
  ])
  assert.equal(espera.indicePendiente, '2026-01-05')
  const tras = (efectiva: string, cambios: object) => otrosi(espera, efectiva, cambios).indicePendiente
  assert.equal(tras('2026-01-05', { monto: '9' }), null)
  assert.equal(tras('2026-01-06', { monto: '9' }), '2026-01-05')
  assert.equal(tras('2026-01-01', { incremento: { tipo: 'fijo', puntosBasicos: 1 } }), null)
  assert.equal(tras('2026-01-01', { incremento: { tipo: 'ipc_mas', puntosBasicos: 1 } }), '2026-01-05')
  assert.equal(tras('2026-02-01', { incremento: { tipo: 'fijo', puntosBasicos: 1 } }), '2026-01-05')
})
