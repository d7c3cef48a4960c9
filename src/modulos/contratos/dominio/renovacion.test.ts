import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ahora, dado, hechos, ids } from '#pruebas/apoyo/contratos.ts'
import { en, enEstado, firmado, pendiente, procesado } from '#pruebas/apoyo/contratos-ordenes.ts'
import { aplicar, type Contrato } from './contrato.ts'
import { registrarOtrosi } from './otrosi.ts'
import { comprobarSinSucesor, type DatosRenovacion, renovar, terminosDelSucesor } from './renovacion.ts'
import { terminar } from './vida.ts'

const fin = { fechaFin: '2028-12-31' }
const sucesor = (c: Contrato, datos: DatosRenovacion = fin, otro: Contrato | null = null) =>
  terminosDelSucesor(c, { datos, sucesor: otro, ahora })

describe('T10 renovar', () => {
  test('copia inmueble, partes, incremento y cláusulas, y empieza el día siguiente al fin', () => {
    const incremento = { tipo: 'ipc_mas', puntosBasicos: 100 }
    const clausulas = [{ titulo: 'Uso', texto: 'Local' }]
    const c = dado(hechos.procesado({ codeudores: [ids.codeudor], incremento, clausulas }))
    assert.deepEqual(sucesor(c), { ...c.terminos, fechaInicio: '2028-01-01', fechaFin: '2028-12-31' })
  })

  test('el canon por omisión es el último; se puede pactar otro, también en otra moneda', () => {
    const otrosi = { efectiva: '2027-06-01', cambios: { monto: '15000000' }, ahora }
    const c = aplicar(
      procesado(),
      registrarOtrosi(procesado(), { ...otrosi, firmas: [ids.compania, ids.inquilino] }),
    )
    assert.equal(sucesor(c).canon.minimo, 15_000_000n)
    assert.equal(sucesor(c, { ...fin, monto: '16000000' }).canon.minimo, 16_000_000n)
    const dolares = sucesor(c, { ...fin, monto: '3350.50', moneda: 'USD' }).canon
    assert.deepEqual([dolares.minimo, dolares.moneda], [335_050n, 'USD'])
    assert.throws(() => sucesor(c, { ...fin, moneda: 'USD' }), { codigo: 'PeticionInvalida' })
  })

  test('empieza después del fin: ni ese día ni antes', () => {
    const desde = (fechaInicio: string) => () => sucesor(procesado(), { ...fin, fechaInicio })
    assert.throws(desde('2027-12-31'), { codigo: 'PeriodoInvalido' })
    assert.equal(desde('2028-03-01')().fechaInicio, '2028-03-01')
    assert.throws(() => sucesor(procesado(), { fechaFin: '2027-12-31' }), { codigo: 'PeriodoInvalido' })
  })

  test('también desde Vencido; enlaza y nada más', () => {
    for (const c of [procesado(), enEstado('Vencido')]) {
      const eventos = renovar({ ...pendiente(), id: ids.otro, numero: 'CT-0002' }, ahora)
      const plazo = { fechaInicio: '2027-01-01', fechaFin: '2027-12-31' }
      assert.deepEqual(eventos, [
        { tipo: 'RenovacionIniciada', idSucesor: ids.otro, numeroSucesor: 'CT-0002', ...plazo, en },
      ])
      assert.deepEqual(aplicar(c, eventos), { ...c, renovadoPor: ids.otro, actualizadoEn: en })
    }
  })

  test('I10: un solo sucesor vivo; uno anulado o desistido deja sitio', () => {
    for (const otro of [pendiente(), firmado(), procesado(), enEstado('Vencido'), enEstado('Terminado')])
      assert.throws(() => sucesor(procesado(), fin, otro), { codigo: 'RenovacionYaExiste' })
    assert.ok(sucesor(procesado(), fin, enEstado('Anulado')))
    const desistido = aplicar(firmado(), terminar(firmado(), { fecha: '2026-12-31', motivo: 'm', ahora }))
    assert.ok(sucesor(procesado(), fin, desistido))
  })

  test('con un sucesor firmado no se prorroga; uno pendiente no estorba', () => {
    const mas = (datos: object) =>
      dado(hechos.firmado({ fechaInicio: '2028-03-01', fechaFin: '2028-12-31', ...datos }))
    const ya = { codigo: 'RenovacionYaExiste' }
    assert.throws(() => comprobarSinSucesor(procesado(), '2028-01-31', mas({})), ya)
    assert.throws(
      () => comprobarSinSucesor(procesado(), '2028-06-30', mas({ idPropiedad: ids.propiedad2 })),
      ya,
    )
    comprobarSinSucesor(procesado(), '2028-06-30', mas({}))
    comprobarSinSucesor(procesado(), '2028-06-30', pendiente())
    comprobarSinSucesor(procesado(), '2028-06-30', null)
  })
})
