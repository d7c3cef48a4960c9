import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dado, datos, hechos } from '#pruebas/apoyo/contratos.ts'
import { aTexto, dinero } from '#seedwork/dominio/dinero.ts'
import {
  aniversario,
  diasInclusivos,
  type FechaCivil,
  finPropuesta,
  sumarDias,
} from '#seedwork/dominio/fecha.ts'
import { aplicar, type Contrato, plegarSobre } from './contrato.ts'
import { aplicarIncremento, type Ipcs, ponerAlDia } from './incremento.ts'
import { registrarOtrosi } from './otrosi.ts'
import { type DatosTerminos, partesDe, terminos } from './terminos.ts'
import { prorrogar, terminar, venceEn, vencer } from './vida.ts'
import { diasRestantes, vigencia } from './vigencia.ts'

const dia = (texto: string) => texto as FechaCivil
const alMediodia = (hoy: string) => Temporal.Instant.from(`${hoy}T12:00:00-05:00`)
const FIJO = { tipo: 'fijo', puntosBasicos: 1_000 }
const conPlazo = (fechaInicio: string, fechaFin: string, extra: Partial<DatosTerminos> = {}): Contrato =>
  dado(hechos.procesado({ fechaInicio, fechaFin, ...extra }))
const sinIpc: Ipcs = new Map()
const precios = (c: Contrato) => c.tramos.map((t) => [t.desde, aTexto(t.canon)])

test('caso límite 1: inicio en 29 de febrero: aniversarios del ancla, también en años bisiestos', () => {
  const c = conPlazo('2024-02-29', '2028-02-29', { monto: '1000', incremento: FIJO })
  const alFinal = plegarSobre(c, ponerAlDia(c, { ipcs: sinIpc, ahora: alMediodia('2028-02-29') }))
  assert.deepEqual(
    alFinal.tramos.map((t) => t.desde),
    ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
  )
  assert.equal(alFinal.tramos.at(-1)?.hasta, '2028-02-29', 'y el fin es un 29 de febrero')
})

test('caso límite 2: inicio el día 31 o 30: el plazo propuesto no deriva', () => {
  assert.equal(finPropuesta(dia('2026-01-31'), 1), '2026-02-28')
  assert.equal(finPropuesta(dia('2026-01-31'), 12), '2027-01-30')
  assert.equal(finPropuesta(dia('2023-08-30'), 6), '2024-02-29')
  for (const ancla of ['2026-01-31', '2025-11-30'].map(dia))
    for (const n of [1, 2, 5]) assert.equal(aniversario(ancla, n).slice(5), ancla.slice(5))
})

test('caso límite 4: un contrato de un día obliga ese día, vence al siguiente y no tiene aniversarios', () => {
  const c = conPlazo('2027-03-01', '2027-03-01', { incremento: FIJO })
  const v = (hoy: string) => vigencia(c, dia(hoy))
  assert.deepEqual(['2027-02-28', '2027-03-01', '2027-03-02'].map(v), ['Futura', 'PorVencer', 'Finalizada'])
  assert.deepEqual(vencer(c, { ahora: alMediodia('2027-03-01') }), [])
  assert.equal(vencer(c, { ahora: alMediodia('2027-03-02') }).length, 1)
  assert.deepEqual(ponerAlDia(c, { ipcs: sinIpc, ahora: alMediodia('2029-01-01') }), [])
})

test('caso límite 6: un año son 365 días con sus extremos, y le quedan 364', () => {
  const c = conPlazo('2027-01-01', '2027-12-31')
  assert.equal(diasInclusivos(c.terminos.fechaInicio, c.terminos.fechaFin), 365)
  assert.equal(diasRestantes(c, c.terminos.fechaInicio), 364)
  assert.equal(diasRestantes(c, c.terminos.fechaFin), 0)
})

test('caso límite 8: lo que no cabe en los decimales de su moneda se rechaza', () => {
  assert.throws(() => dinero('1.500.000,50', 'COP'), { codigo: 'PrecisionExcedida' })
  assert.throws(() => dinero('1.234', 'USD'), { codigo: 'PrecisionExcedida' })
  assert.equal(aTexto(dinero('12.3456', 'CLF')), '12.3456')
  for (const malo of ['1.500.000', '1,500,000', '-1', '0', '1e9', 'NaN'])
    assert.throws(() => terminos({ ...datos, monto: malo }), { codigo: 'MontoInvalido' }, malo)
})

test('caso límite 11: terminar en inicio − 1, inicio, fin y fin + 1', () => {
  const c = conPlazo('2027-01-01', '2027-12-31')
  const el = (fecha: string) => terminar(c, { fecha, motivo: 'acuerdo', ahora: alMediodia('2026-12-01') })
  for (const fuera of ['2026-12-31', '2027-12-31', '2028-01-01'])
    assert.throws(() => el(fuera), { codigo: 'PeriodoInvalido' }, fuera)
  assert.deepEqual(precios(aplicar(c, el('2027-01-01'))), [['2027-01-01', datos.monto]])
})

test('caso límite 11: prorrogar el último día vale; el siguiente, no', () => {
  const c = conPlazo('2027-01-01', '2027-12-31')
  const el = (hoy: string) => prorrogar(c, { nuevaFin: '2028-12-31', ahora: alMediodia(hoy) })
  assert.equal(el('2027-12-31').length, 1)
  assert.throws(() => el('2028-01-01'), { codigo: 'TransicionInvalida' })
})

test('caso límite 12: la hora del hecho es la real, y la fecha que vale, la suya', () => {
  const c = conPlazo('2026-01-01', '2027-06-30', { monto: '1000', incremento: FIJO })
  const tarde = alMediodia('2027-07-10')
  const [subida] = ponerAlDia(c, { ipcs: sinIpc, ahora: tarde })
  assert.ok(subida?.tipo === 'IncrementoAplicado')
  assert.deepEqual([subida.aniversario, subida.en], ['2027-01-01', '2027-07-10T17:00:00.000Z'])
  const [fin] = vencer(c, { ahora: tarde })
  assert.ok(fin?.tipo === 'ContratoVencido')
  assert.deepEqual([fin.fecha, fin.en], ['2027-06-30', '2027-07-10T17:00:00.000Z'])
  assert.equal(venceEn(c).toString(), '2027-07-01T05:00:00Z')
})

test('caso límite 13: el aniversario de fin + 1 no aplica, y un contrato corto no tiene ninguno', () => {
  for (const fin of ['2027-12-31', '2027-06-30']) {
    const c = conPlazo('2027-01-01', fin, { incremento: FIJO })
    assert.deepEqual(ponerAlDia(c, { ipcs: sinIpc, ahora: alMediodia('2028-01-01') }), [])
    const aMano = { aniversario: '2028-01-01', ipc: null, ahora: alMediodia('2028-01-01') }
    assert.throws(() => aplicarIncremento(c, aMano), { codigo: 'TransicionInvalida' })
  }
})

test('caso límite 13: sin índice se avisa una vez y no se salta; con él, todo en orden', () => {
  const c = conPlazo('2024-01-05', '2029-01-04', { monto: '1000', incremento: { tipo: 'ipc' } })
  const ahora = alMediodia('2027-01-08')
  const solo2025 = new Map([
    [2024, null],
    [2025, 510],
    [2026, 400],
  ])
  const [falta, ...mas] = ponerAlDia(c, { ipcs: solo2025, ahora })
  assert.ok(falta?.tipo === 'IncrementoPendienteDeIndice')
  assert.deepEqual([falta.aniversario, falta.anio, mas], ['2025-01-05', 2024, []])
  const espera = aplicar(c, [falta])
  assert.equal(espera.indicePendiente, '2025-01-05')
  assert.deepEqual(ponerAlDia(espera, { ipcs: solo2025, ahora }), [], 'una sola vez')
  const todos = new Map([...solo2025, [2024, 520]] as const)
  const listo = plegarSobre(espera, ponerAlDia(espera, { ipcs: todos, ahora }))
  assert.deepEqual(precios(listo), [
    ['2024-01-05', '1000'],
    ['2025-01-05', '1052'],
    ['2026-01-05', '1106'],
    ['2027-01-05', '1150'],
  ])
  assert.equal(listo.indicePendiente, null)
})

test('caso límite 13: un IPC negativo no baja el canon; un otrosí del mismo día manda', () => {
  const c = conPlazo('2026-01-05', '2029-01-04', { monto: '1000', incremento: { tipo: 'ipc' } })
  const ahora = alMediodia('2027-01-08')
  const ipcs = new Map([[2026, -300]])
  assert.deepEqual(precios(plegarSobre(c, ponerAlDia(c, { ipcs, ahora }))), [
    ['2026-01-05', '1000'],
    ['2027-01-05', '1000'],
  ])
  const otrosi = { efectiva: '2027-01-05', cambios: { monto: '900' }, firmas: partesDe(c.terminos), ahora }
  const pactado = aplicar(c, registrarOtrosi(c, otrosi))
  assert.deepEqual(ponerAlDia(pactado, { ipcs, ahora }), [])
  assert.equal(precios(pactado).at(-1)?.[1], '900')
})

test('caso límite 13: un canon que ya no cabe queda por decidir y no impide vencer', () => {
  const c = conPlazo('2026-01-01', '2027-06-30', { monto: '999999999999999999', incremento: FIJO })
  assert.deepEqual(ponerAlDia(c, { ipcs: sinIpc, ahora: alMediodia('2027-01-02') }), [])
  const aMano = { aniversario: '2027-01-01', ipc: null, ahora: alMediodia('2027-01-02') }
  assert.throws(() => aplicarIncremento(c, aMano), { codigo: 'MontoInvalido' })
  const fin = sumarDias(c.terminos.fechaFin, 1)
  assert.equal(vencer(c, { ahora: alMediodia(fin) }).length, 1)
})
