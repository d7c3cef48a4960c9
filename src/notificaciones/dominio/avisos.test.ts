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

test('qué se cancela con cada hecho, y por qué', () => {
  const cancela = (hecho: Hecho) => {
    const { tipos, partes, motivo } = cancelacionDe(hecho) ?? { tipos: [], motivo: 'nada' }
    return `${motivo}: ${tipos.join()}${partes ? ` de ${partes.join()}` : ''}`
  }
  const porFirmar = 'PorFirmar,FaltaSuFirma,FaltanFirmas'
  const porVenir = 'PorVencer,IncrementoProximo,IncrementoPendienteDeIndice'
  const quien = { idSucesor: 's', numero: 'CT-0002' }
  const casos: readonly (readonly [Hecho, string])[] = [
    [{ tipo: 'FirmaRegistrada', idParte: 'i', faltan: [] }, 'ya firmó: PorFirmar,FaltaSuFirma de i'],
    [{ tipo: 'ContratoFirmado' }, `el contrato ya está firmado: ${porFirmar}`],
    [{ tipo: 'ContratoEliminado', motivo: null }, `el contrato se anuló: ${porFirmar},ContratoCreado`],
    [
      { tipo: 'ContratoProrrogado', finAntes: '2030-01-31', finNueva: '2031-01-31' },
      'el contrato se prorrogó: PorVencer',
    ],
    [
      { tipo: 'RenovacionDeshecha', ...quien, desistido: true },
      'la renovación quedó sin efecto: RenovacionIniciada',
    ],
    [
      {
        ...{ tipo: 'IncrementoAplicado', aniversario: '2028-02-01', montoAntes: '1', monto: '2' },
        ...{ regla: 'ipc', indice: null, puntosBasicos: 1 },
      },
      'el incremento ya se aplicó: IncrementoProximo,IncrementoPendienteDeIndice',
    ],
    [
      { tipo: 'ContratoTerminado', fecha: '2028-01-01', motivo: 'm', penalidad: null },
      `el contrato terminó: ${porVenir}`,
    ],
    [{ tipo: 'ContratoVencido', fechaFin: '2030-01-31' }, `el contrato venció: ${porVenir}`],
    [{ tipo: 'ContratoProcesado' }, 'nada: '],
    [creado, 'nada: '],
  ]
  for (const [hecho, esperado] of casos) assert.equal(cancela(hecho), esperado, hecho.tipo)
})

test('los avisos dicen de qué firma hablan y qué cambió', () => {
  const [falta, faltan] = encargosDe({ tipo: 'FirmaRegistrada', idParte: 'c', faltan: ['i', 'd'] }, copia)
  assert.deepEqual(falta?.aviso, { tipo: 'FaltaSuFirma', faltan: ['i', 'd'], firmo: 'c' })
  assert.deepEqual(faltan?.aviso, { tipo: 'FaltanFirmas', faltan: ['i', 'd'], firmo: 'c' })
  const cambios = [{ campo: 'canon', antes: '1 COP', despues: '2 COP' }] as const
  const [invalidas] = encargosDe({ tipo: 'FirmasInvalidadas', partes: ['i'] }, { ...copia, cambios })
  assert.deepEqual(invalidas?.aviso, { tipo: 'FirmasInvalidadas', cambios })
})

test('a quien firmó y sale con la edición no se le pide que firme de nuevo: ya no es parte', () => {
  const cambios = [{ campo: 'inquilino' as const, antes: 'viejo', despues: 'i' }]
  const encargos = encargosDe({ tipo: 'FirmasInvalidadas', partes: ['c', 'viejo'] }, { ...copia, cambios })
  assert.deepEqual(
    encargos.map(({ aviso, para }) => [aviso, para]),
    [
      [{ tipo: 'FirmasInvalidadas', cambios }, [{ clase: 'parte', id: 'c' }]],
      [{ tipo: 'FirmasInvalidadas', cambios, fuera: true }, [{ clase: 'parte', id: 'viejo' }]],
    ],
  )
})

test('una edición que no trae a nadie no pide firmas', () => {
  const hecho: Hecho = {
    ...{ tipo: 'ContratoActualizado', numero: null, antes: terminos, despues: terminos, revision: 2 },
    hash: 'h2',
  }
  assert.deepEqual(encargosDe(hecho, copia), [])
})

test('cada término que cambia se nombra, en el orden en que se leen', () => {
  const despues: Terminos = {
    ...{ idPropiedad: 'q', idCompania: 'x', idInquilino: 'y', codeudores: ['d', 'e'] },
    ...{ fechaInicio: '2027-03-01', fechaFin: '2031-01-31', monto: '13200000', moneda: 'USD' },
    ...{ periodicidad: 'anual', incremento: 'fijo 300', clausulas: [] },
  }
  assert.deepEqual(
    cambiosEntre(terminos, despues).map((c) => `${c.campo}: ${c.antes} → ${c.despues}`),
    [
      ...['propiedad: p → q', 'compania: c → x', 'inquilino: i → y', 'codeudores: d → d e'],
      ...['fecha_inicio: 2027-02-01 → 2027-03-01', 'fecha_fin: 2030-01-31 → 2031-01-31'],
      ...['canon: 13200000 COP → 13200000 USD', 'periodicidad: mensual → anual'],
      ...['incremento: ipc → fijo 300', 'clausulas: 1 → 0'],
    ],
  )
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
