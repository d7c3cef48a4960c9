import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONTRATO } from '#pruebas/apoyo/cartas.ts'
import type { Hecho } from './avisos.ts'
import { conSucesor, evolucionarCopia } from './copia.ts'
import type { FichaContrato, Vida } from './fichas.ts'

const { terminos } = CONTRATO
const creado: Hecho = { tipo: 'ContratoCreado', numero: 'CT-0021', terminos, revision: 1, hash: 'h1' }

const tras = (hecho: Hecho, copia: FichaContrato | undefined = CONTRATO): FichaContrato => {
  const nueva = evolucionarCopia(copia, { id: 'k', version: 9, hecho, ocurridoEn: 77 })
  assert.ok(nueva)
  return nueva
}
const vidaTras = (hecho: Hecho, vida: Partial<Vida> = {}): Vida =>
  tras(hecho, { ...CONTRATO, vida: { ...CONTRATO.vida, ...vida } }).vida

test('al crearse queda pendiente, con su canon y su regla desde el primer día', () => {
  const copia = evolucionarCopia(undefined, { id: 'k', version: 1, hecho: creado, ocurridoEn: 5 })
  assert.deepEqual(copia, {
    ...{ id: 'k', numero: 'CT-0021', version: 1, revision: 1, hash: 'h1', terminos, cambios: [] },
    vida: {
      ...{ estado: 'Pendiente', origen: 'api', firmadoEn: null, renuevaA: null, sucesor: null },
      canones: [{ desde: '2027-02-01', valor: '3350.50' }],
      reglas: [{ desde: '2027-02-01', valor: 'ipc' }],
    },
  })
  const deMuestra = { ...creado, renuevaA: 'anterior' }
  const otra = evolucionarCopia(undefined, {
    ...{ id: 'k', version: 1, hecho: deMuestra, ocurridoEn: 5, origen: 'demo' },
  })
  assert.deepEqual([otra?.vida.origen, otra?.vida.renuevaA], ['demo', 'anterior'])
})

test('de un contrato que no se conoce no se guarda nada', () => {
  for (const hecho of [
    { tipo: 'ContratoFirmado' },
    { tipo: 'ContratoProrrogado', finAntes: '2030-01-31', finNueva: '2031-01-31' },
    {
      ...{ tipo: 'ContratoActualizado', numero: null, antes: terminos, despues: terminos, revision: 2 },
      hash: 'h2',
    },
  ] satisfies Hecho[])
    assert.equal(evolucionarCopia(undefined, { id: 'k', version: 2, hecho, ocurridoEn: 0 }), null, hecho.tipo)
})

test('cada hecho lo lleva a su estado, y ninguno más', () => {
  const estados = (
    [
      { tipo: 'ContratoFirmado' },
      { tipo: 'ContratoProcesado' },
      { tipo: 'ContratoTerminado', fecha: '2029-01-01', motivo: 'm', penalidad: null },
      { tipo: 'ContratoVencido', fechaFin: '2030-01-31' },
      { tipo: 'ContratoEliminado', motivo: null },
      { tipo: 'FirmaRegistrada', idParte: 'c', faltan: ['i'] },
    ] satisfies Hecho[]
  ).map((hecho) => vidaTras(hecho, { estado: 'Pendiente' }).estado)
  assert.deepEqual(estados, ['Firmado', 'Procesado', 'Terminado', 'Vencido', 'Anulado', 'Pendiente'])
  assert.equal(vidaTras({ tipo: 'ContratoFirmado' }).firmadoEn, 77)
  assert.equal(tras({ tipo: 'ContratoFirmado' }).version, 9)
})

test('un otrosí cambia el canon o la regla desde su fecha, y lo que no nombra queda igual', () => {
  const nada = { monto: null, incremento: null, clausulas: null }
  const otrosi = (despues: Partial<typeof nada> | object): Hecho => ({
    ...{ tipo: 'OtrosiRegistrado', otrosi: 1, efectiva: '2028-06-01', antes: nada },
    despues: { ...nada, ...despues },
  })
  const { canones, reglas } = CONTRATO.vida
  const conCanon = vidaTras(otrosi({ monto: '3600.00' }))
  assert.deepEqual(conCanon.canones, [...canones, { desde: '2028-06-01', valor: '3600.00' }])
  assert.deepEqual(conCanon.reglas, reglas)
  const conRegla = vidaTras(otrosi({ incremento: 'fijo 300' }))
  assert.deepEqual(conRegla.reglas, [...reglas, { desde: '2028-06-01', valor: 'fijo 300' }])
  assert.deepEqual(conRegla.canones, canones)
})

test('un incremento fija el canon desde su aniversario', () => {
  const hecho: Hecho = {
    ...{ tipo: 'IncrementoAplicado', aniversario: '2028-02-01', montoAntes: '3350.50', monto: '3521.38' },
    ...{ regla: 'ipc', indice: null, puntosBasicos: 510 },
  }
  assert.deepEqual(vidaTras(hecho).canones.at(-1), { desde: '2028-02-01', valor: '3521.38' })
})

test('una prórroga mueve el fin y nada más', () => {
  const copia = tras({ tipo: 'ContratoProrrogado', finAntes: '2030-01-31', finNueva: '2031-01-31' })
  assert.deepEqual(copia, { ...CONTRATO, version: 9, terminos: { ...terminos, fechaFin: '2031-01-31' } })
})

test('una edición empieza otra historia del canon, con lo que cambió', () => {
  const despues = { ...terminos, fechaInicio: '2027-03-01', monto: '4000.00', incremento: 'fijo 300' }
  const copia = tras({
    ...{ tipo: 'ContratoActualizado', numero: 'CT-0021', antes: terminos, despues, revision: 3, hash: 'h3' },
  })
  assert.deepEqual(copia.vida, {
    ...CONTRATO.vida,
    canones: [{ desde: '2027-03-01', valor: '4000.00' }],
    reglas: [{ desde: '2027-03-01', valor: 'fijo 300' }],
  })
  assert.deepEqual([copia.id, copia.numero, copia.terminos], ['k', 'CT-0021', despues])
  assert.deepEqual(
    copia.cambios.map((c) => c.campo),
    ['fecha_inicio', 'canon', 'incremento'],
  )
})

const iniciada: Hecho = {
  ...{ tipo: 'RenovacionIniciada', idSucesor: 's', numero: 'CT-0022' },
  ...{ inicio: '2030-02-01', fin: '2032-01-31' },
}
const firmado = { id: 's', numero: 'CT-0022', firmado: true }

test('una renovación nombra al sucesor; si ya se sabía que firmó, no se olvida', () => {
  assert.deepEqual(vidaTras(iniciada).sucesor, { id: 's', numero: 'CT-0022', firmado: false })
  assert.deepEqual(vidaTras(iniciada, { sucesor: firmado }).sucesor, firmado)
  assert.deepEqual(vidaTras(iniciada, { sucesor: { ...firmado, id: 'otro' } }).sucesor?.id, 's')
})

test('deshecha, ya no lo hay; la de otro sucesor no toca al de ahora', () => {
  const deshecha = (idSucesor: string): Hecho => ({
    ...{ tipo: 'RenovacionDeshecha', idSucesor, numero: 'CT-0022', desistido: false },
  })
  assert.equal(vidaTras(deshecha('s'), { sucesor: firmado }).sucesor, null)
  assert.deepEqual(vidaTras(deshecha('otro'), { sucesor: firmado }).sucesor, firmado)
  assert.equal(vidaTras(deshecha('otro')).sucesor, null)
})

test('al anterior se le apunta quién lo sucede, con su número y si ya firmó', () => {
  const que = (estado: Vida['estado'], numero: string | null = 'CT-0022', anterior = CONTRATO) =>
    conSucesor(anterior, {
      ...{ ...CONTRATO, id: 'sucesor-0001', numero, vida: { ...CONTRATO.vida, estado } },
    }).vida.sucesor
  assert.deepEqual(que('Pendiente'), { id: 'sucesor-0001', numero: 'CT-0022', firmado: false })
  assert.deepEqual(que('Firmado', null), { id: 'sucesor-0001', numero: 'sucesor-', firmado: true })
  // Un sucesor que acabó sólo cuenta si lo era.
  assert.equal(que('Anulado'), null)
  assert.equal(que('Terminado'), null)
  const suyo = { id: 'sucesor-0001', numero: 'CT-0022', firmado: true }
  const con = (sucesor: Vida['sucesor']) => ({ ...CONTRATO, vida: { ...CONTRATO.vida, sucesor } })
  assert.equal(que('Anulado', 'CT-0022', con(suyo)), null)
  assert.deepEqual(que('Terminado', 'CT-0022', con(suyo)), suyo)
  assert.deepEqual(que('Anulado', 'CT-0022', con({ ...suyo, id: 'otro' }))?.id, 'otro')
})
