import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cancelacionDe, encargosDe, type Hecho } from './avisos.ts'
import { cambiosEntre } from './cambios.ts'
import { evolucionarCopia, yaAplicado } from './copia.ts'
import { partesDe, type Terminos } from './terminos.ts'

const terminos: Terminos = {
  ...{ idPropiedad: 'p', idCompania: 'c', idInquilino: 'i', codeudores: ['d'] },
  ...{ fechaInicio: '2027-02-01', fechaFin: '2030-01-31', monto: '13200000', moneda: 'COP' },
  ...{ periodicidad: 'mensual', incremento: 'ipc', clausulas: [{ titulo: 'Uso', texto: 'Comercial.' }] },
}
const creado: Hecho = { tipo: 'ContratoCreado', numero: 'CT-0001', terminos, revision: 1, hash: 'h1' }
const copia = evolucionarCopia(undefined, { id: 'k', version: 1, hecho: creado, ocurridoEn: 0 })!

const aQuien = (hecho: Hecho, contrato = copia): string[] =>
  encargosDe(hecho, contrato).flatMap((e) =>
    e.para.map((d) => `${e.aviso.tipo}/${e.hito} ${d.clase === 'parte' ? d.id : d.buzon}`),
  )

test('cada hecho avisa a quien manda la tabla', () => {
  assert.deepEqual(aQuien(creado), [
    'PorFirmar/creacion c',
    'PorFirmar/creacion i',
    'PorFirmar/creacion d',
    'ContratoCreado/creacion gestor',
  ])
  assert.deepEqual(aQuien({ tipo: 'FirmaRegistrada', idParte: 'c', faltan: ['i', 'd'] }), [
    'FaltaSuFirma/firma:1:c i',
    'FaltaSuFirma/firma:1:c d',
    'FaltanFirmas/firma:1:c gestor',
  ])
  assert.deepEqual(aQuien({ tipo: 'ContratoFirmado' }), [
    'ContratoFirmado/firmado c',
    'ContratoFirmado/firmado i',
    'ContratoFirmado/firmado d',
    'ContratoFirmado/firmado gestor',
  ])
  assert.deepEqual(aQuien({ tipo: 'FirmasInvalidadas', partes: ['i'] }), ['FirmasInvalidadas/revision:1 i'])
  assert.deepEqual(aQuien({ tipo: 'ContratoProcesado' }), [
    'ContratoProcesado/procesado i',
    'ContratoProcesado/procesado c',
    'ContratoProcesado/procesado cartera',
  ])
  assert.deepEqual(aQuien({ tipo: 'ContratoEliminado', motivo: null }), [
    'ContratoEliminado/eliminado c',
    'ContratoEliminado/eliminado i',
    'ContratoEliminado/eliminado d',
  ])
})

test('la última firma no dice que falte nadie', () => {
  assert.deepEqual(aQuien({ tipo: 'FirmaRegistrada', idParte: 'd', faltan: [] }), [])
})

test('una edición avisa sólo a quien entra', () => {
  const despues = { ...terminos, idInquilino: 'j', codeudores: [] }
  const hecho: Hecho = {
    tipo: 'ContratoActualizado',
    numero: null,
    antes: terminos,
    despues,
    revision: 2,
    hash: 'h2',
  }
  const editada = evolucionarCopia(copia, { id: 'k', version: 2, hecho, ocurridoEn: 0 })!
  assert.deepEqual(aQuien(hecho, editada), ['PorFirmar/entrada:2 j'])
  assert.deepEqual(
    editada.cambios.map((c) => c.campo),
    ['inquilino', 'codeudores'],
  )
  assert.deepEqual([editada.revision, editada.hash, editada.version], [2, 'h2', 2])
})

test('qué se cancela con cada hecho', () => {
  assert.deepEqual(cancelacionDe({ tipo: 'FirmaRegistrada', idParte: 'i', faltan: [] })?.partes, ['i'])
  assert.deepEqual(cancelacionDe({ tipo: 'ContratoFirmado' })?.tipos, [
    'PorFirmar',
    'FaltaSuFirma',
    'FaltanFirmas',
  ])
  assert.ok(cancelacionDe({ tipo: 'ContratoEliminado', motivo: null })?.tipos.includes('ContratoCreado'))
  assert.equal(cancelacionDe({ tipo: 'ContratoProcesado' }), null)
})

test('los cambios dicen el antes y el después, también de una cláusula cuyo texto cambió', () => {
  const despues = { ...terminos, monto: '14000000', clausulas: [{ titulo: 'Uso', texto: 'Mixto.' }] }
  assert.deepEqual(cambiosEntre(terminos, despues), [
    { campo: 'canon', antes: '13200000 COP', despues: '14000000 COP' },
    { campo: 'clausulas', antes: '1', despues: '1' },
  ])
  assert.deepEqual(cambiosEntre(terminos, { ...terminos }), [])
})

test('un hecho de una versión pasada ya se vio; uno de la misma, no se sabe', () => {
  assert.equal(yaAplicado(undefined, 1), false)
  assert.equal(yaAplicado({ ...copia, version: 3 }, 2), true)
  assert.equal(yaAplicado({ ...copia, version: 3 }, 3), false)
  assert.equal(
    evolucionarCopia(undefined, { id: 'k', version: 2, hecho: { tipo: 'ContratoFirmado' }, ocurridoEn: 0 }),
    null,
  )
})

test('una parte que aparece dos veces, o vacía, cuenta como debe', () => {
  const partes = partesDe({ ...terminos, idInquilino: '', codeudores: ['c', 'd'] })
  assert.deepEqual(partes, [
    { id: 'c', papel: 'compania' },
    { id: 'd', papel: 'codeudor' },
  ])
})
