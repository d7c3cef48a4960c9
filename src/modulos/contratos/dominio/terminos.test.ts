import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { datos, huella, ids } from '#pruebas/apoyo/contratos.ts'
import { ErrorDominio } from '#seedwork/dominio/errores.ts'
import {
  camposDistintos,
  conCambios,
  type DatosTerminos,
  formaCanonica,
  plazoLargo,
  terminos,
} from './terminos.ts'

const con = (cambios: Partial<DatosTerminos>) => terminos({ ...datos, ...cambios })
const rechaza = (cambios: Partial<DatosTerminos>, codigo: string, puntero: string) =>
  assert.throws(
    () => con(cambios),
    (e) => e instanceof ErrorDominio && e.codigo === codigo && e.faltas[0]?.puntero === puntero,
    `${JSON.stringify(cambios)} ⇒ ${codigo} en ${puntero}`,
  )

test('I1: el fin puede ser el mismo día del inicio, no antes', () => {
  assert.equal(con({ fechaFin: '2027-01-01' }).fechaFin, '2027-01-01')
  rechaza({ fechaFin: '2026-12-31' }, 'PeriodoInvalido', '/fecha_fin')
})

test('I2: cincuenta años caben; un día más, no', () => {
  con({ fechaInicio: '2026-01-01', fechaFin: '2075-12-31' })
  rechaza({ fechaInicio: '2026-01-01', fechaFin: '2076-01-01' }, 'PeriodoInvalido', '/fecha_fin')
})

test('caso límite 5: más de diez años sólo se advierte (2062 por 2026)', () => {
  assert.equal(plazoLargo(con({ fechaFin: '2036-12-31' })), false)
  assert.equal(plazoLargo(con({ fechaFin: '2037-01-01' })), true)
  assert.equal(plazoLargo(con({ fechaFin: '2062-12-31' })), true)
})

test('caso límite 5: un día que no existe o una fecha con hora se rechazan', () => {
  rechaza({ fechaInicio: '2026-02-30' }, 'FechaInvalida', '/fecha_inicio')
  rechaza({ fechaFin: '2027-12-31T00:00:00Z' }, 'FechaInvalida', '/fecha_fin')
})

test('caso límite 1: empieza y termina en 29 de febrero', () => {
  const t = con({ fechaInicio: '2024-02-29', fechaFin: '2028-02-29' })
  assert.equal(t.fechaFin, '2028-02-29')
})

test('I3 e I4, caso límite 8: el canon es exacto y de una moneda que se maneja', () => {
  rechaza({ monto: '1.500.000,50' }, 'PrecisionExcedida', '/monto')
  rechaza({ monto: '10.001', moneda: 'USD' }, 'PrecisionExcedida', '/monto')
  for (const monto of ['1.500.000', '1,500,000', '-1', '0', '1e9', 'NaN'])
    rechaza({ monto }, 'MontoInvalido', '/monto')
  rechaza({ moneda: 'XAU' }, 'MonedaNoSoportada', '/moneda')
  assert.equal(con({ monto: '38.1234', moneda: 'CLF' }).canon.minimo, 381_234n)
  assert.equal(con({ monto: '9007199254740993' }).canon.minimo, 9_007_199_254_740_993n)
})

test('I6: nadie está en dos partes', () => {
  rechaza({ idInquilino: ids.compania }, 'PartesIguales', '/id_inquilino')
  rechaza({ codeudores: [ids.inquilino] }, 'PartesIguales', '/codeudores/0')
  rechaza({ codeudores: [ids.codeudor, ids.codeudor] }, 'PartesIguales', '/codeudores/1')
})

test('el incremento lleva puntos básicos sólo cuando los necesita', () => {
  assert.deepEqual(con({}).incremento, { tipo: 'ninguno', puntosBasicos: 0 })
  assert.deepEqual(con({ incremento: { tipo: 'ipc_mas', puntosBasicos: 100 } }).incremento.puntosBasicos, 100)
  const malos = [
    { tipo: 'fijo' },
    { tipo: 'fijo', puntosBasicos: 0 },
    { tipo: 'fijo', puntosBasicos: 1.5 },
    { tipo: 'fijo', puntosBasicos: 10_001 },
    { tipo: 'ipc', puntosBasicos: 1 },
  ]
  for (const incremento of malos) rechaza({ incremento }, 'IncrementoInvalido', '/incremento/puntos_basicos')
  rechaza({ incremento: { tipo: 'uvr' } }, 'PeticionInvalida', '/incremento/tipo')
})

test('lo demás también se comprueba', () => {
  rechaza({ idPropiedad: '7' }, 'PeticionInvalida', '/id_propiedad')
  rechaza({ codeudores: ['x'] }, 'PeticionInvalida', '/codeudores/0')
  rechaza({ periodicidad: 'anual' }, 'PeticionInvalida', '/periodicidad')
  rechaza({ clausulas: [{ titulo: '', texto: 'x' }] }, 'PeticionInvalida', '/clausulas/0/titulo')
  rechaza({ clausulas: Array(101).fill({ titulo: 'a', texto: 'b' }) }, 'PeticionInvalida', '/clausulas')
  rechaza({ codeudores: Array(21).fill(ids.codeudor) }, 'PeticionInvalida', '/codeudores')
})

test('la forma canónica es estable: cambiarla invalidaría lo firmado', () => {
  const t = con({ codeudores: [ids.codeudor], clausulas: [{ titulo: 'Uso', texto: 'Café' }] })
  assert.equal(
    formaCanonica(t),
    `{"formato":"alpes.contrato.terminos.v1","id_propiedad":"${ids.propiedad}","id_compania":"${ids.compania}",` +
      `"id_inquilino":"${ids.inquilino}","codeudores":["${ids.codeudor}"],"fecha_inicio":"2027-01-01",` +
      '"fecha_fin":"2027-12-31","monto":"14594606","moneda":"COP","periodicidad":"mensual",' +
      '"incremento":{"tipo":"ninguno","puntos_basicos":0},"clausulas":[{"titulo":"Uso","texto":"Café"}]}',
  )
  assert.equal(
    huella(formaCanonica(con({}))),
    '05fd7651f31b0e8dacb2e750af2c3f746b7a5eb1494f6c70bdc2add3dfa57663',
  )
})

test('el orden de los codeudores y la forma de los acentos no cambian la huella', () => {
  const a = con({ codeudores: [ids.codeudor, ids.inquilino2], clausulas: [{ titulo: 'Café', texto: 'x' }] })
  const b = con({
    codeudores: [ids.inquilino2, ids.codeudor],
    clausulas: [{ titulo: 'Cafe\u0301', texto: 'x' }],
  })
  assert.equal(formaCanonica(a), formaCanonica(b))
})

test('un cambio parcial deja lo demás y null devuelve a su valor inicial', () => {
  const base = con({ codeudores: [ids.codeudor], incremento: { tipo: 'ipc' } })
  assert.deepEqual(conCambios(base, {}), base)
  assert.deepEqual(conCambios(base, { codeudores: null, incremento: null }), con({}))
  const otra = conCambios(base, { monto: '10.50', moneda: 'USD' })
  assert.deepEqual(camposDistintos(base, otra), ['monto', 'moneda'])
  assert.throws(() => conCambios(con({ monto: '10.50', moneda: 'USD' }), { moneda: 'COP' }), {
    codigo: 'PrecisionExcedida',
  })
})

const cambio = fc.record(
  {
    idInquilino: fc.constantFrom(ids.inquilino, ids.inquilino2),
    codeudores: fc.subarray([ids.codeudor]),
    fechaFin: fc.constantFrom('2027-12-31', '2028-12-31'),
    monto: fc.bigInt({ min: 1n, max: 10n ** 15n }).map(String),
    moneda: fc.constantFrom('COP', 'USD'),
    incremento: fc.constantFrom({ tipo: 'ipc' }, { tipo: 'fijo', puntosBasicos: 300 }),
  },
  { requiredKeys: [] },
)

test('propiedad: dos redacciones tienen la misma forma canónica si y sólo si no distinguen campos', () => {
  fc.assert(
    fc.property(cambio, cambio, (x, y) => {
      const [a, b] = [con(x), con(y)]
      assert.equal(formaCanonica(a) === formaCanonica(b), camposDistintos(a, b).length === 0)
    }),
  )
})
