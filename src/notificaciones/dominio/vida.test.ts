import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONTRATO } from '#pruebas/apoyo/cartas.ts'
import { encargosDe } from './avisos.ts'
import type { FichaContrato } from './fichas.ts'
import { encargoDeVida, type HechoVida } from './vida.ts'

const encargo = (hecho: HechoVida, contrato: FichaContrato = CONTRATO) => encargoDeVida(hecho, contrato)
const nada = { monto: null, incremento: null, clausulas: null }
const clausula = { titulo: 'Uso', texto: 'Comercial.' }

test('un otrosí se cuenta a las partes con lo que cambia, y sólo con eso', () => {
  const otrosi = (antes: object, despues: object) =>
    encargo({
      ...{ tipo: 'OtrosiRegistrado', otrosi: 2, efectiva: '2028-06-01' },
      ...{ antes: { ...nada, ...antes }, despues: { ...nada, ...despues } },
    })
  const todo = otrosi(
    { monto: '3350.50', incremento: 'ipc', clausulas: [clausula] },
    { monto: '3500.00', incremento: 'fijo 300', clausulas: [clausula, clausula] },
  )
  assert.deepEqual(todo, {
    aviso: {
      ...{ tipo: 'OtrosiRegistrado', alDia: '2028-06-01', rige: '2028-06-01', otrosi: 2 },
      cambios: [
        { campo: 'canon', antes: '3350.50 USD', despues: '3500.00 USD' },
        { campo: 'incremento', antes: 'ipc', despues: 'fijo 300' },
        { campo: 'clausulas', antes: '1', despues: '2' },
      ],
    },
    ...{ hito: 'otrosi:2', para: ['partes'] },
  })
  assert.deepEqual(otrosi({}, {}).aviso.cambios, [])
  // Con un solo lado no hay qué comparar.
  assert.deepEqual(otrosi({ monto: '1', incremento: 'ipc', clausulas: [] }, {}).aviso.cambios, [])
  assert.deepEqual(otrosi({}, { monto: '1', incremento: 'ipc', clausulas: [] }).aviso.cambios, [])
})

test('una prórroga, con el fin de antes y el de ahora', () => {
  assert.deepEqual(encargo({ tipo: 'ContratoProrrogado', finAntes: '2029-01-31', finNueva: '2030-01-31' }), {
    aviso: {
      ...{ tipo: 'ContratoProrrogado', alDia: '2030-01-31' },
      cambios: [{ campo: 'fecha_fin', antes: '2029-01-31', despues: '2030-01-31' }],
    },
    ...{ hito: 'prorroga:2030-01-31', para: ['partes'] },
  })
})

test('una renovación, con el plazo del que sigue; deshecha, si se desistió o no llegó a firmarse', () => {
  const quien = { idSucesor: 's', numero: 'CT-0022' }
  assert.deepEqual(
    encargo({ tipo: 'RenovacionIniciada', ...quien, inicio: '2030-02-01', fin: '2032-01-31' }),
    {
      aviso: {
        ...{ tipo: 'RenovacionIniciada', alDia: '2030-01-31', sucesor: 'CT-0022' },
        cambios: [
          { campo: 'fecha_inicio', antes: '2027-02-01', despues: '2030-02-01' },
          { campo: 'fecha_fin', antes: '2030-01-31', despues: '2032-01-31' },
        ],
      },
      ...{ hito: 'renovacion:s', para: ['partes'] },
    },
  )
  assert.deepEqual(encargo({ tipo: 'RenovacionDeshecha', ...quien, desistido: true }), {
    aviso: { tipo: 'RenovacionDeshecha', alDia: '2030-01-31', sucesor: 'CT-0022', desistido: true },
    ...{ hito: 'deshecha:s', para: ['partes'] },
  })
})

test('un incremento va a inquilino, compañía y cartera, con su índice y el canon de antes y de después', () => {
  const indice = { anio: 2027, puntosBasicos: 510 }
  assert.deepEqual(
    encargo({
      ...{ tipo: 'IncrementoAplicado', aniversario: '2028-02-01', montoAntes: '3350.50', monto: '3521.38' },
      ...{ regla: 'ipc', indice, puntosBasicos: 510 },
    }),
    {
      aviso: {
        ...{ tipo: 'IncrementoAplicado', alDia: '2028-02-01', rige: '2028-02-01', regla: 'ipc', indice },
        ...{
          puntosBasicos: 510,
          cambios: [{ campo: 'canon', antes: '3350.50 USD', despues: '3521.38 USD' }],
        },
      },
      ...{ hito: 'aniversario:2028-02-01', para: ['inquilino', 'compania', 'cartera'] },
    },
  )
})

test('del índice que falta sólo se le habla a la oficina', () => {
  assert.deepEqual(
    encargo({ tipo: 'IncrementoPendienteDeIndice', aniversario: '2028-02-01', regla: 'ipc', anio: 2027 }),
    {
      aviso: {
        ...{ tipo: 'IncrementoPendienteDeIndice', alDia: '2028-02-01', rige: '2028-02-01' },
        ...{ regla: 'ipc', anio: 2027 },
      },
      ...{ hito: 'aniversario:2028-02-01', para: ['gestor', 'cartera'] },
    },
  )
})

test('un contrato que acaba: antes de su plazo, en su día, o sin haber empezado', () => {
  const penalidad = { monto: '10051.50', moneda: 'USD' }
  assert.deepEqual(
    encargo({ tipo: 'ContratoTerminado', fecha: '2029-03-31', motivo: 'mutuo acuerdo', penalidad }),
    {
      aviso: {
        ...{ tipo: 'ContratoTerminado', alDia: '2029-03-31', rige: '2029-03-31', motivo: 'mutuo acuerdo' },
        ...{ penalidad, cambios: [{ campo: 'fecha_fin', antes: '2030-01-31', despues: '2029-03-31' }] },
      },
      ...{ hito: 'terminado', para: ['partes'] },
    },
  )
  assert.deepEqual(
    encargo({ tipo: 'ContratoTerminado', fecha: '2027-01-31', motivo: 'no consiguió el permiso', penalidad }),
    {
      aviso: {
        ...{ tipo: 'ContratoTerminado', alDia: '2027-02-01', desistido: true },
        ...{ motivo: 'no consiguió el permiso', penalidad, cambios: [] },
      },
      ...{ hito: 'terminado', para: ['partes'] },
    },
  )
  assert.deepEqual(encargo({ tipo: 'ContratoVencido', fechaFin: '2030-01-31' }), {
    aviso: { tipo: 'ContratoVencido', alDia: '2030-01-31', sucesor: null },
    ...{ hito: 'vencido', para: ['gestor', 'compania', 'inquilino'] },
  })
  const sucesor = { id: 's', numero: 'CT-0022', firmado: true }
  const conSucesor = { ...CONTRATO, vida: { ...CONTRATO.vida, sucesor } }
  assert.equal(
    encargo({ tipo: 'ContratoVencido', fechaFin: '2030-01-31' }, conSucesor).aviso.sucesor,
    'CT-0022',
  )
  assert.deepEqual(encargo({ tipo: 'ContratoEliminado', motivo: 'desistió' }), {
    aviso: { tipo: 'ContratoEliminado', alDia: '2027-02-01', motivo: 'desistió' },
    ...{ hito: 'eliminado', para: ['partes'] },
  })
})

test('los grupos se vuelven destinatarios, y de una parte que no se conoce no se escribe', () => {
  const para = (hecho: HechoVida, terminos: Partial<FichaContrato['terminos']> = {}) =>
    encargosDe(hecho, { ...CONTRATO, terminos: { ...CONTRATO.terminos, ...terminos } })[0]?.para
  const vencido: HechoVida = { tipo: 'ContratoVencido', fechaFin: '2030-01-31' }
  assert.deepEqual(para(vencido), [
    { clase: 'oficina', buzon: 'gestor' },
    { clase: 'parte', id: 'c' },
    { clase: 'parte', id: 'i' },
  ])
  assert.deepEqual(para(vencido, { idCompania: '' }), [
    { clase: 'oficina', buzon: 'gestor' },
    { clase: 'parte', id: 'i' },
  ])
  assert.deepEqual(para(vencido, { idInquilino: '' }), [
    { clase: 'oficina', buzon: 'gestor' },
    { clase: 'parte', id: 'c' },
  ])
  assert.deepEqual(para({ tipo: 'ContratoEliminado', motivo: null }, { codeudores: ['d', 'i'] }), [
    { clase: 'parte', id: 'c' },
    { clase: 'parte', id: 'i' },
    { clase: 'parte', id: 'd' },
  ])
})
